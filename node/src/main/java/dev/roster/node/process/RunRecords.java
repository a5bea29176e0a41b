package dev.roster.node.process;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which processes were started, as files in a folder: what a killed run left behind is found there
/// by the next and stopped.
public final class RunRecords {
  /// The variable that every process of a container carries where it has no namespaces of its own.
  public static final String MARK = "ROSTER_CONTAINER";

  private final Path folder;

  /// Records in a folder, which must be there.
  public RunRecords(Path folder) {
    this.folder = folder;
  }

  /// One started process, the leader of its group.
  ///
  /// @param name of the record: unique among what runs
  /// @param startTicks as [ProcFs.Stat#startTicks]
  /// @param mark the value of [#MARK], unique to the container
  public record Entry(String name, long pid, long startTicks, String mark) {}

  /// Notes a process. Whole or not at all: a half-written record is never read.
  public void add(Entry entry) throws IOException {
    Map<String, Tree> fields = new LinkedHashMap<>();
    fields.put("pid", Tree.Num.of(entry.pid()));
    fields.put("startTicks", Tree.Num.of(entry.startTicks()));
    fields.put("mark", Tree.Text.of(entry.mark()));
    Path draft = draft(entry.name());
    Files.writeString(draft, JsonWriter.write(Tree.Obj.of(fields)));
    Files.move(draft, file(entry.name()), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Forgets a process that has ended, or that an interrupted [#add] was about.
  public void remove(String name) throws IOException {
    Files.deleteIfExists(draft(name));
    Files.deleteIfExists(file(name));
  }

  /// All records, in name order. A file that is none is passed over.
  public List<Entry> all() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.json")) {
      stream.forEach(files::add);
    }
    return files.stream().sorted().map(RunRecords::read).flatMap(Optional::stream).toList();
  }

  /// Kills what the records name and is still there, with all that belongs to it, and forgets it.
  ///
  /// @return how many processes were found alive
  public int sweep() throws IOException {
    int killed = 0;
    for (Entry entry : all()) {
      killed += kill(entry);
      remove(entry.name());
    }
    return killed;
  }

  private static int kill(Entry entry) {
    int killed = 0;
    boolean leader =
        ProcFs.stat(entry.pid()).filter(s -> s.startTicks() == entry.startTicks()).isPresent();
    if (leader && Signals.group(entry.pid(), Signals.KILL)) killed++;
    return killed + killMarked(entry.mark());
  }

  /// Kills every process that carries a container's mark: children that left their group as well.
  public static int killMarked(String mark) {
    if (mark.isEmpty()) return 0;
    int killed = 0;
    for (ProcFs.Stat each : ProcFs.all()) {
      if (each.isZombie() || !ProcFs.hasVariable(each.pid(), MARK + "=" + mark)) continue;
      if (Signals.process(each.pid(), Signals.KILL)) killed++;
    }
    return killed;
  }

  private Path draft(String name) {
    return folder.resolve(name + ".draft");
  }

  private Path file(String name) {
    return folder.resolve(name + ".json");
  }

  private static Optional<Entry> read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      if (!(JsonReader.read(text, file.toString()) instanceof Tree.Obj obj))
        return Optional.empty();
      String name = file.getFileName().toString();
      long pid = obj.number(0, "pid");
      if (pid <= 1) return Optional.empty();
      return Optional.of(
          new Entry(
              name.substring(0, name.length() - ".json".length()),
              pid,
              obj.number(0, "startTicks"),
              obj.text("mark")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
