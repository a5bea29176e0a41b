package dev.roster.node;

import dev.roster.node.run.ContainerLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks at all logs now and then and cuts those that grew too big. One virtual thread for all:
/// processes write their logs themselves.
final class LogCutter implements AutoCloseable {
  /// Between two looks.
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(LogCutter.class.getName());

  private final Path folder;
  private final CountDownLatch closed = new CountDownLatch(1);

  private LogCutter(Path folder) {
    this.folder = folder;
  }

  static LogCutter start(Path data) {
    LogCutter cutter = new LogCutter(data.resolve("logs"));
    Thread.ofVirtual().name("log-cutter").start(cutter::run);
    return cutter;
  }

  private void run() {
    try {
      while (!closed.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) look();
    } catch (InterruptedException e) {
      // asked to end
    }
  }

  private void look() {
    if (!Files.isDirectory(folder)) return;
    try (DirectoryStream<Path> pods = Files.newDirectoryStream(folder)) {
      for (Path pod : pods) {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(pod, "*.log")) {
          for (Path log : logs) ContainerLog.cut(log);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.log(Level.WARNING, "logs could not be cut: {0}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
