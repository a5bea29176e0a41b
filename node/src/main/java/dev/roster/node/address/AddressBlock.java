package dev.roster.node.address;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A claimed /24 of 127.1.0.0/16, this process's alone as long as it is open. The claim is a lock
/// on a file that all users of the machine share; the kernel gives it up when the process ends,
/// however it ends.
///
/// Never 127.0.0.x: by RFC 6724 rule 9 a client at 127.0.0.1 would sort its addresses by how much
/// they have in common with its own, and the first members would get all connections.
public final class AddressBlock implements AutoCloseable {
  /// How many runs have addresses at once on one machine.
  public static final int BLOCKS_MAX = 256;

  private final int third;
  private final FileChannel channel;
  private final FileLock lock;

  private AddressBlock(int third, FileChannel channel, FileLock lock) {
    this.third = third;
    this.channel = channel;
    this.lock = lock;
  }

  /// Claims the first free block.
  ///
  /// @param folder of the locks, made if it isn't there
  /// @throws IOException if none is free or the folder can't be used
  public static AddressBlock claim(Path folder) throws IOException {
    makeShared(folder);
    for (int third = 0; third < BLOCKS_MAX; third++) {
      FileChannel channel = open(folder.resolve("127.1." + third + ".lock"));
      if (channel == null) continue;
      FileLock lock = tryLock(channel);
      if (lock != null) return new AddressBlock(third, channel, lock);
      channel.close();
    }
    throw new IOException(
        "no block of addresses is free: all " + BLOCKS_MAX + " are claimed in " + folder);
  }

  private static void makeShared(Path folder) throws IOException {
    if (Files.isDirectory(folder)) return;
    Files.createDirectories(folder);
    // As /tmp itself: everyone makes locks, nobody removes another's.
    Files.setAttribute(folder, "unix:mode", 01777);
  }

  @SuppressWarnings("NullAway") // null: another user's, which is another's claim
  private static FileChannel open(Path file) throws IOException {
    try {
      // Without CREATE first: the kernel may refuse that for files of others in a shared folder.
      if (Files.exists(file)) return FileChannel.open(file, StandardOpenOption.WRITE);
      FileChannel made =
          FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      return made;
    } catch (java.nio.file.AccessDeniedException e) {
      return null;
    }
  }

  @SuppressWarnings("NullAway") // null: claimed
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // by this very JVM
    }
  }

  /// The block's address with that last number, 1..254.
  public String address(int last) {
    return "127.1." + third + "." + last;
  }

  /// Which block of the 256 it is.
  public int number() {
    return third;
  }

  /// Gives the block back.
  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
