package dev.roster.check.bench;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// When each of the last changes was put, shared by two processes through a mapped file. Their
/// clocks are one: `System.nanoTime` counts from the machine's start on Linux.
final class ChangeLog {
  private static final int CHANGES_KEPT = 1 << 16;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;

  private ChangeLog(ByteBuffer memory) {
    this.memory = memory;
  }

  static ChangeLog of(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new ChangeLog(
          channel.map(FileChannel.MapMode.READ_WRITE, 0, (1L + CHANGES_KEPT) * Long.BYTES));
    }
  }

  /// Says that a change is put now; by one writer, in order.
  void put(long change, long nanos) {
    LONGS.setOpaque(memory, index(change), nanos);
    LONGS.setRelease(memory, 0, change);
  }

  /// The last change that was put, 0 for none.
  long last() {
    return (long) LONGS.getAcquire(memory, 0);
  }

  /// When a change was put, while it is among those that are kept.
  long nanosOf(long change) {
    return (long) LONGS.getOpaque(memory, index(change));
  }

  private static int index(long change) {
    return (1 + (int) (change % CHANGES_KEPT)) * Long.BYTES;
  }
}
