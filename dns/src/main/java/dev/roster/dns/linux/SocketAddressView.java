package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/// A `struct sockaddr_in` or `sockaddr_in6` in memory, looked at. An IPv4 address inside an IPv6
/// one is an IPv4 address.
public final class SocketAddressView {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final int V4_AT = 4;
  private static final int V6_AT = 8;
  private static final int MAPPED_AT = V6_AT + 12;
  private static final int V4_BYTES = 16;

  private final byte[] v4 = new byte[4];
  private final byte[] v6 = new byte[16];
  private MemorySegment memory = MemorySegment.NULL;
  private long offset;
  private int length;

  /// Looks at nothing yet.
  public SocketAddressView() {}

  /// Looks at another one.
  public void at(MemorySegment where, long from, int bytes) {
    memory = where;
    offset = from;
    length = bytes;
  }

  /// Bytes of the structure.
  public int length() {
    return length;
  }

  /// The port, 0 where there is no address.
  public int port() {
    if (length < V4_BYTES) return 0;
    return ((memory.get(JAVA_BYTE, offset + 2) & 0xff) << 8)
        | (memory.get(JAVA_BYTE, offset + 3) & 0xff);
  }

  /// The address: 4 or 16 bytes that hold until the next call.
  public byte[] address() {
    if (memory.get(JAVA_SHORT, offset) != AF_INET6) return copy(v4, V4_AT);
    return isMapped() ? copy(v4, MAPPED_AT) : copy(v6, V6_AT);
  }

  private byte[] copy(byte[] to, int at) {
    MemorySegment.copy(memory, JAVA_BYTE, offset + at, to, 0, to.length);
    return to;
  }

  private boolean isMapped() {
    for (int i = 0; i < 10; i++) if (memory.get(JAVA_BYTE, offset + V6_AT + i) != 0) return false;
    return memory.get(JAVA_BYTE, offset + V6_AT + 10) == -1
        && memory.get(JAVA_BYTE, offset + V6_AT + 11) == -1;
  }

  /// Copies the structure; returns its bytes.
  public int copyTo(MemorySegment to, long at) {
    MemorySegment.copy(memory, offset, to, at, length);
    return length;
  }
}
