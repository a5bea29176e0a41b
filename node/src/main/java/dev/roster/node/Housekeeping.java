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

/// What is done now and then, on one virtual thread: cutting logs that grew too big (processes
/// write them themselves), and trying again the pods that wait for an address.
final class Housekeeping implements AutoCloseable {
  /// Between two looks.
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(Housekeeping.class.getName());

  private final Path folder;
  private final PodCrew crew;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Housekeeping(Path folder, PodCrew crew) {
    this.folder = folder;
    this.crew = crew;
  }

  static Housekeeping start(Path data, PodCrew crew) {
    Housekeeping keeper = new Housekeeping(data.resolve("logs"), crew);
    Thread.ofVirtual().name("housekeeping").start(keeper::run);
    return keeper;
  }

  private void run() {
    try {
      while (!closed.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        cutLogs();
        crew.takeWaiting();
      }
    } catch (InterruptedException e) {
      // asked to end
    }
  }

  private void cutLogs() {
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
