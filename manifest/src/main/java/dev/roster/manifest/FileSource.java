package dev.roster.manifest;

import dev.roster.core.objects.Problem;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.engine.feed.ObjectSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Objects of files and folders, followed while they change (`serve --objects`).
///
/// Services, EndpointSlices, Endpoints, Namespaces, Pods, Nodes, StatefulSets and ServiceImports
/// are read leniently, as `kubectl get -o yaml` prints them; other kinds are passed over. A change
/// replaces everything at once. Files that are broken, or gone, change nothing: the last good state
/// is kept, and what is wrong is said once.
public final class FileSource implements ObjectSource {
  private final List<Path> paths;
  private final byte[] stdin;
  private final Consumer<String> log;
  private final List<String> firstLook;
  private List<ObjectEvent> first; // let go by the thread in run: the catalog holds it then
  private String said = ""; // used only by the thread in run
  private volatile boolean synced; // written only by the thread in run

  private FileSource(
      List<Path> paths,
      byte[] stdin,
      Consumer<String> log,
      List<String> firstLook,
      List<ObjectEvent> first) {
    this.paths = paths;
    this.stdin = stdin;
    this.log = log;
    this.firstLook = firstLook;
    this.first = first;
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

  /// Reads files and folders for the first time; `-` is standard input, read once.
  ///
  /// @param log told one line when the files are broken later, and when they are good again
  public static Opened open(List<Path> paths, Consumer<String> log) {
    return open(paths, log, System.in);
  }

  static Opened open(List<Path> paths, Consumer<String> log, InputStream stdin) {
    byte[] input = {};
    try {
      boolean reads = paths.stream().anyMatch(p -> p.toString().equals(ManifestFiles.STDIN));
      if (reads) input = stdin.readNBytes(ManifestFiles.FILE_BYTES_MAX + 1);
    } catch (IOException failed) {
      // an input that can't be read is an input without objects; the read says so
    }
    List<Path> all = List.copyOf(paths);
    List<String> look = FileWatcher.look(all);
    return switch (load(all, input)) {
      case FileFacts.Result.Events(List<ObjectEvent> events) ->
          new Opened.Ready(new FileSource(all, input, log, look, events));
      case FileFacts.Result.Broken(List<Problem> problems) -> new Opened.Broken(problems);
    };
  }

  /// Whether the sink knows what the files say.
  public boolean isSynced() {
    return synced;
  }

  @Override
  public void run(ObjectSink sink) throws InterruptedException {
    sink.accept(first);
    first = List.of();
    synced = true;
    try (FileWatcher watcher = new FileWatcher(paths, firstLook)) {
      while (true) {
        watcher.await();
        reload(sink);
      }
    }
  }

  /// A method of its own: nothing that was read outlives it.
  private void reload(ObjectSink sink) {
    switch (load(paths, stdin)) {
      case FileFacts.Result.Events(List<ObjectEvent> next) -> {
        if (!said.isEmpty()) log.accept("objects are good again, and reloaded");
        said = "";
        sink.accept(next); // an edit that changes nothing is no new catalog
      }
      case FileFacts.Result.Broken(List<Problem> problems) -> {
        String line = "objects not reloaded, the last good state is kept: " + line(problems);
        if (!line.equals(said)) log.accept(line);
        said = line;
      }
    }
  }

  private static String line(List<Problem> problems) {
    String first = problems.getFirst().toString();
    int more = problems.size() - 1;
    return more == 0 ? first : first + " (and " + more + " more)";
  }

  private static FileFacts.Result load(List<Path> paths, byte[] stdin) {
    Optional<FileFacts.Result> streamed = StreamedFacts.of(paths, stdin);
    if (streamed.isPresent()) return streamed.get();
    InputStream input = new ByteArrayInputStream(stdin);
    return switch (ManifestReader.read(paths, Strictness.LENIENT, List.of(), input)) {
      case ReadResult.Objects(var objects, var _, var _) -> FileFacts.of(objects);
      case ReadResult.Broken(List<Problem> problems) -> new FileFacts.Result.Broken(problems);
    };
  }
}
