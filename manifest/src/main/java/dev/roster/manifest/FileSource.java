package dev.roster.manifest;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.engine.feed.ObjectSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Objects of files and folders, followed while they change (`serve --objects`).
///
/// Services, EndpointSlices, Endpoints, Namespaces, Pods, Nodes, StatefulSets and ServiceImports
/// are read leniently, as `kubectl get -o yaml` prints them; other kinds are passed over. A change
/// replaces everything at once. Files that are broken, or gone, change nothing: the last good state
/// is kept, and what is wrong is said once; the same for what the heap has no room for.
public final class FileSource implements ObjectSource {
  private final List<Path> paths;
  private final byte[] stdin;
  private final Consumer<String> log;
  private final List<String> firstLook;
  private List<ObjectEvent> first = List.of(); // let go by the thread in run
  private String said = ""; // used only by the thread in run
  private volatile boolean synced; // written when opened, then by the thread in run

  private FileSource(List<Path> paths, byte[] stdin, Consumer<String> log, List<String> firstLook) {
    this.paths = paths;
    this.stdin = stdin;
    this.log = log;
    this.firstLook = firstLook;
  }

  /// A source, or why there is none.
  public sealed interface Opened {
    /// The files were read and are good.
    record Ready(FileSource source) implements Opened {}

    /// At least one problem, by place.
    record Broken(List<Problem> problems) implements Opened {
      public Broken {
        problems = List.copyOf(problems);
      }
    }
  }

  /// Reads files and folders for the first time; `-` is standard input, read once. What they say is
  /// told by [#run].
  ///
  /// @param log told one line when the files are broken later, and when they are good again
  public static Opened open(List<Path> paths, Consumer<String> log) {
    return open(paths, log, System.in);
  }

  static Opened open(List<Path> paths, Consumer<String> log, InputStream stdin) {
    List<ObjectEvent> held = new ArrayList<>();
    return switch (open(paths, log, stdin, held::addAll)) {
      case Opened.Ready(FileSource source) -> {
        source.first = held;
        source.synced = false;
        yield new Opened.Ready(source);
      }
      case Opened.Broken broken -> broken;
    };
  }

  /// As [#open(List, Consumer)], and tells the sink what the files say while they are read: nothing
  /// of them is held. A sink of broken files is told nothing.
  public static Opened open(List<Path> paths, Consumer<String> log, ObjectSink sink) {
    return open(paths, log, System.in, sink);
  }

  private static Opened open(
      List<Path> paths, Consumer<String> log, InputStream stdin, ObjectSink sink) {
    byte[] input = {};
    try {
      boolean reads = paths.stream().anyMatch(p -> p.toString().equals(ManifestFiles.STDIN));
      if (reads) input = stdin.readNBytes(ManifestFiles.FILE_BYTES_MAX + 1);
    } catch (IOException failed) {
      // an input that can't be read is an input without objects; the read says so
    }
    FileSource source =
        new FileSource(List.copyOf(paths), input, log, FileWatcher.look(List.copyOf(paths)));
    List<Problem> problems = source.tell(sink);
    source.synced = problems.isEmpty();
    return problems.isEmpty() ? new Opened.Ready(source) : new Opened.Broken(problems);
  }

  /// Whether the sink knows what the files say.
  public boolean isSynced() {
    return synced;
  }

  @Override
  public void run(ObjectSink sink) throws InterruptedException {
    if (!first.isEmpty()) sink.accept(first);
    first = List.of();
    synced = true;
    try (FileWatcher watcher = new FileWatcher(paths, firstLook)) {
      while (true) {
        watcher.await();
        reload(sink);
      }
    }
  }

  private void reload(ObjectSink sink) {
    List<Problem> problems = tell(sink);
    if (problems.isEmpty()) {
      if (!said.isEmpty()) log.accept("objects are good again, and reloaded");
      said = "";
      return;
    }
    String line = "objects not reloaded, the last good state is kept: " + line(problems);
    if (!line.equals(said)) log.accept(line);
    said = line;
  }

  private static String line(List<Problem> problems) {
    String first = problems.getFirst().toString();
    int more = problems.size() - 1;
    return more == 0 ? first : first + " (and " + more + " more)";
  }

  /// Tells the sink what the files say now; why not, if they can't be read. What they said before
  /// is no change.
  private List<Problem> tell(ObjectSink sink) {
    try {
      return read(sink);
    } catch (OutOfMemoryError full) {
      // What was read of them is let go by now: there is room again for all that was there before.
      long megabytes = Runtime.getRuntime().maxMemory() >> 20;
      String why =
          "these objects need more than the heap of "
              + megabytes
              + " MB, or leave no room for those they replace (ROSTER_MEMORY sets it)";
      return List.of(new Problem(Position.NONE, "", why));
    }
  }

  private List<Problem> read(ObjectSink sink) {
    return switch (StreamedFacts.tell(paths, stdin, sink)) {
      case StreamedFacts.Outcome.Told _ -> List.of();
      case StreamedFacts.Outcome.Refused(Problem problem) -> List.of(problem);
      case StreamedFacts.Outcome.Trees _ -> tellTrees(sink);
    };
  }

  private List<Problem> tellTrees(ObjectSink sink) {
    InputStream input = new ByteArrayInputStream(stdin);
    FileFacts.Result result =
        switch (ManifestReader.read(paths, Strictness.LENIENT, List.of(), input)) {
          case ReadResult.Objects(var objects, var _, var _) -> FileFacts.of(objects);
          case ReadResult.Broken(List<Problem> problems) -> new FileFacts.Result.Broken(problems);
        };
    return switch (result) {
      case FileFacts.Result.Events(List<ObjectEvent> events) -> {
        sink.accept(events);
        yield List.of();
      }
      case FileFacts.Result.Broken(List<Problem> problems) -> problems;
    };
  }
}
