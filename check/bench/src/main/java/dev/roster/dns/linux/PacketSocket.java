package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A UDP socket of 127.0.0.1 for whole rows of packets: the two ends that a server is measured
/// against. It asks the kernel for nothing that costs time, unlike a server's own.
public final class PacketSocket implements AutoCloseable {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITFORONE = 0x1_0000;
  private static final int SOCK_DGRAM = 2;
  private static final int SO_RCVBUF = 8;
  private static final int V4_BYTES = 16;

  private final LinuxCalls calls;
  private final LinuxCalls.Numbers numbers;
  private final int descriptor;

  private PacketSocket(Arena memory, int port, boolean connected) throws IOException {
    calls = new LinuxCalls(memory);
    numbers = calls.numbers();
    long made = calls.call(numbers.socket(), SocketAddressView.AF_INET, SOCK_DGRAM, 0, 0, 0);
    if (made < 0) throw LinuxCalls.failure("socket", made);
    descriptor = (int) made;
    MemorySegment value = memory.allocate(V4_BYTES, 8);
    value.set(JAVA_INT, 0, UdpBinding.RECEIVE_BUFFER_BYTES);
    calls.call(
        numbers.setsockopt(),
        descriptor,
        ControlMessages.SOL_SOCKET,
        SO_RCVBUF,
        value.address(),
        Integer.BYTES);
    value.set(JAVA_SHORT, 0, (short) SocketAddressView.AF_INET);
    value.set(JAVA_BYTE, 2, (byte) (port >> 8));
    value.set(JAVA_BYTE, 3, (byte) port);
    value.set(JAVA_INT, 4, 0x0100_007f);
    int number = connected ? numbers.connect() : numbers.bind();
    long done = calls.call(number, descriptor, value.address(), V4_BYTES, 0, 0);
    if (done >= 0) return;
    close();
    throw LinuxCalls.failure(connected ? "connect" : "bind", done);
  }

  /// A socket that talks to one port.
  ///
  /// @param memory must outlive the socket
  public static PacketSocket connected(Arena memory, int port) throws IOException {
    return new PacketSocket(memory, port, true);
  }

  /// A socket that listens on one port.
  ///
  /// @param memory must outlive the socket
  public static PacketSocket bound(Arena memory, int port) throws IOException {
    return new PacketSocket(memory, port, false);
  }

  /// Sends `count` packets from `index` on without waiting for room. Returns how many went, or the
  /// negated `errno`.
  public int send(PacketRow row, int index, int count) {
    return (int)
        calls.call(numbers.sendmmsg(), descriptor, row.address(index), count, MSG_DONTWAIT, 0);
  }

  /// Receives what is there. Returns how many came, or the negated `errno`.
  ///
  /// @param wait whether to wait for the first
  public int receive(PacketRow row, boolean wait) {
    int flags = wait ? MSG_WAITFORONE : MSG_DONTWAIT;
    return (int) calls.call(numbers.recvmmsg(), descriptor, row.address(0), row.size(), flags, 0);
  }

  @Override
  public void close() {
    calls.close(descriptor);
  }
}
