package dev.roster.check.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// Datagrams in memory, each with its `struct mmsghdr`: questions that are sent again and again
/// without being touched, or room to receive into.
final class PacketRow {
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int HEADER_BYTES = 64;
  private static final int NAME_LENGTH = 8;
  private static final int VECTOR = 16;
  private static final int VECTORS = 24;
  private static final int LENGTH = 56;
  private static final int VECTOR_BYTES = 16;
  private static final int NAME_STRIDE = 32;

  private final int size;
  private final long stride;
  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final MemorySegment buffers;

  private PacketRow(Arena memory, int size, int bytes, boolean named) {
    this.size = size;
    this.stride = (bytes + 63L) & -64L;
    headers = memory.allocate((long) size * HEADER_BYTES, 64);
    vectors = memory.allocate((long) size * VECTOR_BYTES, 64);
    names = memory.allocate(named ? (long) size * NAME_STRIDE : 8, 8);
    buffers = memory.allocate(size * stride, 64);
    for (int i = 0; i < size; i++) {
      long header = (long) i * HEADER_BYTES;
      if (named) headers.set(JAVA_LONG, header, names.address() + (long) i * NAME_STRIDE);
      headers.set(JAVA_LONG, header + VECTOR, vectors.address() + (long) i * VECTOR_BYTES);
      headers.set(JAVA_LONG, header + VECTORS, 1);
      vectors.set(JAVA_LONG, (long) i * VECTOR_BYTES, buffers.address() + i * stride);
      vectors.set(JAVA_LONG, (long) i * VECTOR_BYTES + 8, bytes);
    }
  }

  /// Packets to be sent from a connected socket.
  static PacketRow of(Arena memory, List<byte[]> packets) {
    int longest = packets.stream().mapToInt(packet -> packet.length).max().orElse(1);
    PacketRow row = new PacketRow(memory, packets.size(), longest, false);
    for (int i = 0; i < packets.size(); i++) {
      byte[] packet = packets.get(i);
      MemorySegment.copy(packet, 0, row.buffers, JAVA_BYTE, i * row.stride, packet.length);
      row.vectors.set(JAVA_LONG, (long) i * VECTOR_BYTES + 8, packet.length);
    }
    return row;
  }

  /// Room for received packets.
  ///
  /// @param named whether the senders' addresses are kept, so that the row can be sent back
  static PacketRow room(Arena memory, int size, int bytes, boolean named) {
    return new PacketRow(memory, size, bytes, named);
  }

  /// Packets of the row.
  int size() {
    return size;
  }

  long address(int index) {
    return headers.address() + (long) index * HEADER_BYTES;
  }

  /// Bytes received there.
  int length(int index) {
    return headers.get(JAVA_INT, (long) index * HEADER_BYTES + LENGTH);
  }

  /// Two bytes of a packet as a number.
  int unsignedShort(int index, int at) {
    return Short.toUnsignedInt(buffers.get(NETWORK_SHORT, index * stride + at));
  }

  /// Sets two bytes of a packet.
  void setUnsignedShort(int index, int at, int value) {
    buffers.set(NETWORK_SHORT, index * stride + at, (short) value);
  }

  /// Makes the place of a named row ready to receive again.
  void reset(int index) {
    headers.set(JAVA_INT, (long) index * HEADER_BYTES + NAME_LENGTH, NAME_STRIDE);
    vectors.set(JAVA_LONG, (long) index * VECTOR_BYTES + 8, stride);
  }

  /// Turns what was received there into its own reply: the same bytes with QR set.
  void turnAround(int index) {
    long flags = index * stride + 2;
    buffers.set(JAVA_BYTE, flags, (byte) (buffers.get(JAVA_BYTE, flags) | 0x80));
    vectors.set(JAVA_LONG, (long) index * VECTOR_BYTES + 8, length(index));
  }
}
