package dev.roster.check.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A UDP socket of 127.0.0.1 for whole rows of packets: the two ends that a server is measured
/// against. It asks the kernel for nothing that costs time, unlike a server's own.
final class PacketSocket implements AutoCloseable {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITFORONE = 0x1_0000;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int AF_INET = 2;
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
  private static final int V4_BYTES = 16;

  private final int descriptor;

  private PacketSocket(Arena memory, int port, boolean connected) throws IOException {
    descriptor = Libc.socket(AF_INET, SOCK_DGRAM);
    MemorySegment value = memory.allocate(V4_BYTES, 8);
    value.set(JAVA_INT, 0, RECEIVE_BUFFER_BYTES);
    Libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, value, Integer.BYTES);
    value.set(JAVA_SHORT, 0, (short) AF_INET);
    value.set(JAVA_BYTE, 2, (byte) (port >> 8));
    value.set(JAVA_BYTE, 3, (byte) port);
    value.set(JAVA_INT, 4, 0x0100_007f);
    boolean done =
        connected
            ? Libc.connect(descriptor, value, V4_BYTES)
            : Libc.bind(descriptor, value, V4_BYTES);
    if (done) return;
    close();
    throw new IOException((connected ? "connect" : "bind") + " failed for port " + port);
  }

  /// A socket that talks to one port.
  ///
  /// @param memory must outlive the socket
  static PacketSocket connected(Arena memory, int port) throws IOException {
    return new PacketSocket(memory, port, true);
  }

  /// A socket that listens on one port.
  ///
  /// @param memory must outlive the socket
  static PacketSocket bound(Arena memory, int port) throws IOException {
    return new PacketSocket(memory, port, false);
  }

  /// Sends `count` packets from `index` on without waiting for room. Returns how many went, -1 for
  /// a failure.
  int send(PacketRow row, int index, int count) {
    return Libc.sendmmsg(descriptor, row.address(index), count, MSG_DONTWAIT);
  }

  /// Receives what is there. Returns how many came, -1 for none.
  ///
  /// @param wait whether to wait for the first
  int receive(PacketRow row, boolean wait) {
    int flags = wait ? MSG_WAITFORONE : MSG_DONTWAIT;
    return Libc.recvmmsg(descriptor, row.address(0), row.size(), flags);
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
