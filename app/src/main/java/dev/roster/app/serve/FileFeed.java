package dev.roster.app.serve;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.core.objects.Problem;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.manifest.FileSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Objects from files, which are read before anything else begins.
final class FileFeed implements ObjectFeed {
  private final FileSource source;
  private final Thread thread;

  /// Reads the files; all of them are in the catalog then.
  ///
  /// @param warnings told of what a person should look at
  /// @throws VerbException if one can't be read
  FileFeed(List<Path> paths, Consumer<String> warnings, ObjectSink sink) throws VerbException {
    this.source =
        switch (FileSource.open(paths, warnings, sink)) {
          case FileSource.Opened.Ready(FileSource ready) -> ready;
          case FileSource.Opened.Broken(List<Problem> problems) -> {
            List<String> lines = new ArrayList<>();
            for (Problem problem : problems) lines.add("roster: " + problem);
            throw new VerbException(ExitCode.MEND, String.join("\n", lines));
          }
        };
    this.thread =
        Thread.ofVirtual()
            .name("feed")
            .unstarted(() -> {
              try {
                source.run(sink);
              } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean isSynced() {
    return source.isSynced();
  }

  @Override
  public void awaitSynced(Duration atMost) {} // it is

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public List<CorefileProblem> follow(CorefileConfig corefile) {
    return List.of(); // all that files say is held
  }

  @Override
  public List<MetricSource> numbers() {
    return List.of();
  }

  @Override
  public void close() {
    thread.interrupt();
    ObjectFeed.join(thread);
  }
}
