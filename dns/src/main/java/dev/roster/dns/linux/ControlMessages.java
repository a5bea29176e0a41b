package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// The control messages (`struct cmsghdr`) that came with a datagram, looked at.
public final class ControlMessages {
  static final int SOL_IP = 0;
  static final int SOL_SOCKET = 1;
  static final int SOL_IPV6 = 41;
  static final int IP_PKTINFO = 8;
  static final int IPV6_PKTINFO = 50;
  static final int SO_TIMESTAMPNS = 35;
  static final int SO_RXQ_OVFL = 40;

  private static final int HEADER_BYTES = 16;
  private static final int LEVEL = 8;
  private static final int TYPE = 12;

  private MemorySegment memory = MemorySegment.NULL;
  private long offset;
  private long length;

  /// Looks at nothing yet.
  public ControlMessages() {}

  /// Looks at others.
  public void at(MemorySegment where, long from, long bytes) {
    memory = where;
    offset = from;
    length = bytes;
  }

  /// Nothing came.
  public void none() {
    length = 0;
  }

  /// When the kernel took the datagram in, in nanoseconds of unix time; 0 where it does not say.
  public long receivedNanos() {
    long at = find(SOL_SOCKET, SO_TIMESTAMPNS, 16);
    if (at < 0) return 0;
    return memory.get(JAVA_LONG, at) * 1_000_000_000L + memory.get(JAVA_LONG, at + 8);
  }

  /// Datagrams that the socket has lost for want of room so far, modulo 2^32; -1 where the kernel
  /// does not say, which means as many as it said last.
  public long dropped() {
    long at = find(SOL_SOCKET, SO_RXQ_OVFL, 4);
    return at < 0 ? -1 : Integer.toUnsignedLong(memory.get(JAVA_INT, at));
  }

  /// Writes the control message that has a reply sent from the address that was asked. The
  /// interface is left open, so that the routes decide, but for link-local addresses, which mean
  /// nothing without it. Returns its bytes, 0 where the address asked is not known.
  public long copyAskedTo(MemorySegment to, long at) {
    long v4 = find(SOL_IP, IP_PKTINFO, 12);
    if (v4 >= 0) {
      long from = v4 - HEADER_BYTES;
      MemorySegment.copy(memory, from, to, at, HEADER_BYTES + 12);
      to.set(JAVA_INT, at + HEADER_BYTES, 0);
      return aligned(HEADER_BYTES + 12);
    }
    long v6 = find(SOL_IPV6, IPV6_PKTINFO, 20);
    if (v6 < 0) return 0;
    MemorySegment.copy(memory, v6 - HEADER_BYTES, to, at, HEADER_BYTES + 20);
    boolean linkLocal =
        memory.get(JAVA_BYTE, v6) == (byte) 0xfe && (memory.get(JAVA_BYTE, v6 + 1) & 0xc0) == 0x80;
    if (!linkLocal) to.set(JAVA_INT, at + HEADER_BYTES + 16, 0);
    return aligned(HEADER_BYTES + 20);
  }

  /// Where the data of a message begins, -1 where it didn't come.
  private long find(int level, int type, int bytes) {
    long at = 0;
    while (at + HEADER_BYTES <= length) {
      long size = memory.get(JAVA_LONG, offset + at);
      if (size < HEADER_BYTES || at + size > length) return -1;
      if (memory.get(JAVA_INT, offset + at + LEVEL) == level
          && memory.get(JAVA_INT, offset + at + TYPE) == type
          && size >= HEADER_BYTES + bytes) {
        return offset + at + HEADER_BYTES;
      }
      at += aligned(size);
    }
    return -1;
  }

  private static long aligned(long bytes) {
    return (bytes + 7) & ~7L;
  }
}
