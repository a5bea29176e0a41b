package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.roster.core.wire.Message;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// The memory that `recvmmsg` and `sendmmsg` work on: a row of `struct mmsghdr`, each with a
/// buffer, an address and room for control messages. All reading and writing is inside the
/// segments' bounds. The layout is that of 64-bit Linux with glibc; of musl on little-endian
/// machines too, whose padding is 0 here.
public final class MessageBatch {
  /// Bytes of `struct sockaddr_in6`, the longer of the two.
  public static final int ADDRESS_BYTES = 28;

  /// Bytes for control messages: the address asked, the time and the drops, with padding.
  public static final int CONTROL_BYTES = 128;

  private static final int HEADER_BYTES = 64;
  private static final int NAME_LENGTH = 8;
  private static final int VECTOR = 16;
  private static final int VECTORS = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;
  private static final int VECTOR_BYTES = 16;
  private static final int ADDRESS_STRIDE = 32;

  /// From one buffer to the next: no power of two, or all would share a few sets of the processor's
  /// caches.
  private static final int BUFFER_STRIDE = Message.BYTES_MAX + 1 + 5 * 64;

  private final int size;
  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment addresses;
  private final MemorySegment controls;
  private final MemorySegment buffers; // large, and of most of it no page is ever written

  /// A batch.
  ///
  /// @param size messages, at most
  public MessageBatch(SegmentAllocator memory, LinuxCalls calls, int size) {
    this.size = size;
    headers = memory.allocate((long) size * HEADER_BYTES, 8);
    vectors = memory.allocate((long) size * VECTOR_BYTES, 8);
    addresses = memory.allocate((long) size * ADDRESS_STRIDE, 8);
    controls = memory.allocate((long) size * CONTROL_BYTES, 8);
    buffers = memory.allocate((long) size * BUFFER_STRIDE, 8);
    calls.releasePages(buffers);
    for (int i = 0; i < size; i++) {
      long header = (long) i * HEADER_BYTES;
      headers.set(JAVA_LONG, header, addresses.address() + (long) i * ADDRESS_STRIDE);
      headers.set(JAVA_LONG, header + VECTOR, vectors.address() + (long) i * VECTOR_BYTES);
      headers.set(JAVA_LONG, header + VECTORS, 1);
      headers.set(JAVA_LONG, header + CONTROL, controls.address() + (long) i * CONTROL_BYTES);
      vectors.set(JAVA_LONG, (long) i * VECTOR_BYTES, buffers.address() + (long) i * BUFFER_STRIDE);
      vectors.set(JAVA_LONG, (long) i * VECTOR_BYTES + 8, Message.BYTES_MAX);
    }
  }

  /// Messages, at most.
  public int size() {
    return size;
  }

  /// Where the headers from `index` on begin, for the kernel.
  long address(int index) {
    return headers.address() + (long) index * HEADER_BYTES;
  }

  /// Makes a place ready to receive.
  ///
  /// @param withControl whether its control messages are wanted
  public void prepare(int index, boolean withControl) {
    long header = (long) index * HEADER_BYTES;
    headers.set(JAVA_INT, header + NAME_LENGTH, ADDRESS_BYTES);
    headers.set(JAVA_LONG, header + CONTROL_LENGTH, withControl ? CONTROL_BYTES : 0);
    headers.set(JAVA_INT, header + FLAGS, 0);
  }

  /// Bytes received there.
  public int length(int index) {
    return Math.min(headers.get(JAVA_INT, (long) index * HEADER_BYTES + LENGTH), Message.BYTES_MAX);
  }

  /// Bytes of the sender's address that the kernel wrote.
  int addressLength(int index) {
    int length = headers.get(JAVA_INT, (long) index * HEADER_BYTES + NAME_LENGTH);
    return Math.min(length, ADDRESS_BYTES);
  }

  /// Copies the message received there.
  public void copyMessage(int index, byte[] to, int length) {
    MemorySegment.copy(buffers, JAVA_BYTE, (long) index * BUFFER_STRIDE, to, 0, length);
  }

  /// The sender's address there, a `struct sockaddr`; holds until the place is used again.
  public SocketAddressView sender(int index, SocketAddressView view) {
    view.at(addresses, (long) index * ADDRESS_STRIDE, addressLength(index));
    return view;
  }

  /// The control messages received there; they hold until the place is used again.
  public ControlMessages control(int index, ControlMessages view) {
    long length = headers.get(JAVA_LONG, (long) index * HEADER_BYTES + CONTROL_LENGTH);
    view.at(controls, (long) index * CONTROL_BYTES, Math.min(length, CONTROL_BYTES));
    return view;
  }

  /// Fills a place to be sent.
  ///
  /// @param to the address, as [#sender] of another batch gave it
  /// @param from what is to be the reply's sender, see [ControlMessages#copyAskedTo]
  public void reply(
      int index, byte[] message, int length, SocketAddressView to, ControlMessages from) {
    long header = (long) index * HEADER_BYTES;
    MemorySegment.copy(message, 0, buffers, JAVA_BYTE, (long) index * BUFFER_STRIDE, length);
    vectors.set(JAVA_LONG, (long) index * VECTOR_BYTES + 8, length);
    headers.set(
        JAVA_INT, header + NAME_LENGTH, to.copyTo(addresses, (long) index * ADDRESS_STRIDE));
    headers.set(
        JAVA_LONG,
        header + CONTROL_LENGTH,
        from.copyAskedTo(controls, (long) index * CONTROL_BYTES));
    headers.set(JAVA_INT, header + FLAGS, 0);
  }
}
