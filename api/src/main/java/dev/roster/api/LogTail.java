package dev.roster.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The end of a log file, and with `follow` what is appended until the container has ended. One
/// thread reads it.
final class LogTail implements AutoCloseable {
  /// Bytes that are read at a time.
  static final int CHUNK_BYTES_MAX = 32_768;

  /// How long after its writing a followed line is seen, at most.
  static final int FOLLOW_PAUSE_MILLIS = 100;

  private final Path path;
  private final FileChannel channel;
  private final Optional<Object> fileKey;
  private final BooleanSupplier ended;
  private final boolean follow;
  private final Semaphore never = new Semaphore(0);

  private LogTail(
      Path path, FileChannel channel, Optional<Object> key, boolean follow, BooleanSupplier ended) {
    this.path = path;
    this.channel = channel;
    this.fileKey = key;
    this.follow = follow;
    this.ended = ended;
  }

  /// Opens a file at its last lines.
  ///
  /// @param lines how many; -1 for all
  /// @param follow goes on until `ended`, or another file has taken this one's place
  static LogTail open(Path path, long lines, boolean follow, BooleanSupplier ended)
      throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      channel.position(lines < 0 ? 0 : start(channel, lines));
      return new LogTail(path, channel, key(path), follow, ended);
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  /// The next bytes; waits for them while following, none at the end.
  ///
  /// @throws InterruptedException when the reading thread is interrupted
  Optional<byte[]> next() throws IOException, InterruptedException {
    while (true) {
      // Asked before reading: what was written before the end is read yet.
      boolean last = !follow || ended.getAsBoolean() || !key(path).equals(fileKey);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES_MAX);
      int count = channel.read(chunk);
      if (count > 0) {
        byte[] bytes = new byte[count];
        chunk.flip().get(bytes);
        return Optional.of(bytes);
      }
      if (last) return Optional.empty();
      never.tryAcquire(FOLLOW_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// Where the last lines begin; an unfinished last line counts as one.
  private static long start(FileChannel channel, long lines) throws IOException {
    long size = channel.size();
    if (lines == 0) return size;
    long left = lines;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES_MAX);
    for (long to = size; to > 0; ) {
      long from = Math.max(0, to - CHUNK_BYTES_MAX);
      chunk.clear().limit((int) (to - from));
      while (chunk.hasRemaining()) {
        if (channel.read(chunk, from + chunk.position()) < 0) break;
      }
      for (int i = chunk.position() - 1; i >= 0; i--) {
        // The line feed at the very end closes the last line.
        boolean feed = chunk.get(i) == '\n' && from + i != size - 1;
        if (feed && --left == 0) return from + i + 1;
      }
      to = from;
    }
    return 0;
  }

  private static Optional<Object> key(Path path) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }
}
