package dev.roster.app.wiring;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The folder of one `up` (`.roster` by default), mode 0700, held by a lock that ends with the
/// process however it ends. The lock file holds the process id.
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /// Makes the folder where it is missing and takes its lock.
  ///
  /// @throws VerbException if another process holds it, or it can't be made or written
  public static DataFolder hold(Path folder) throws VerbException {
    Path path = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = Files.readString(path.resolve("lock"), StandardCharsets.UTF_8).strip();
        channel.close();
        throw new VerbException(
            ExitCode.MEND,
            "roster: up runs already in "
                + path
                + (holder.isEmpty() ? "" : " (process " + holder + ")")
                + "; change it with: ./roster apply -f PATH");
      }
      channel.truncate(0);
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(pid), 0);
      return new DataFolder(path, channel, lock);
    } catch (UnsupportedOperationException e) {
      throw new VerbException(
          ExitCode.MEND,
          "roster: the data folder " + path + " is on a file system without permissions");
    } catch (IOException e) {
      throw new VerbException(
          ExitCode.MEND, "roster: the data folder " + path + " can't be used: " + reason(e));
    }
  }

  /// Its absolute path.
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      // The process is about to end, and the lock ends with it.
    }
  }

  /// What an I/O failure says to a person, without the name of a Java class.
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) return "permission denied";
    if (e instanceof FileSystemException f && f.getReason() != null) return f.getReason();
    if (e instanceof java.nio.file.NoSuchFileException) return "no such file or directory";
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
