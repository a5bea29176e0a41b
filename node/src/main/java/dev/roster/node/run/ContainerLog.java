package dev.roster.node.run;

import dev.roster.core.objects.PodView;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// One container's log: a file that its process writes itself, with no thread between. The run
/// before is kept beside it, and what grew out of bounds is cut.
///
/// `CONTAINER.log` is the present run's, `CONTAINER.previous.log` that of the run before,
/// `CONTAINER.log.1` what was cut off the present one's beginning.
public final class ContainerLog {
  /// Where a log is cut. It may be passed by what a process writes between two looks.
  public static final long BYTES_MAX = 10L << 20;

  private final Path file;
  private final Path previous;

  /// Of a container of a pod.
  public ContainerLog(Path data, PodView pod, String container) {
    Path folder = NodeTools.logFolder(data, pod.meta().namespace(), pod.meta().name());
    file = folder.resolve(container + ".log");
    previous = folder.resolve(container + ".previous.log");
  }

  /// Begins a run's log: the present one becomes the previous one.
  ///
  /// @return the file to append to
  public Path begin() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.exists(file)) Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(older(file));
    return Files.createFile(file);
  }

  private static Path older(Path log) {
    return log.resolveSibling(log.getFileName() + ".1");
  }

  /// Cuts a log if it has grown beyond its bound. Its writer appends, so it goes on at the new end;
  /// what it writes between copy and cut is lost.
  ///
  /// @return whether it was cut
  public static boolean cut(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) < BYTES_MAX) return false;
    try (FileChannel from =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel to =
            FileChannel.open(
                older(file),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      long size = from.size();
      // Only the last part is kept, however much there is.
      long start = Math.max(0, size - BYTES_MAX);
      for (long at = start; at < size; ) at += from.transferTo(at, size - at, to);
      from.truncate(0);
    }
    return true;
  }
}
