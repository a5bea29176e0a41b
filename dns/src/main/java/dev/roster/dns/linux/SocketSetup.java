package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;

/// A socket on its way to being bound: what UDP and TCP have in common. Whoever has it last closes
/// its descriptor, once.
final class SocketSetup {
  private static final int SOCK_CLOEXEC = 0x8_0000;
  private static final int IPV6_V6ONLY = 26;
  private static final int V4_BYTES = 16;
  private static final int PORT_AT = 2;

  private final LinuxCalls calls;
  private final LinuxCalls.Numbers numbers;
  private final MemorySegment memory;
  private final int descriptor;
  private final byte[] address;
  private final String host; // "" for all

  private SocketSetup(
      LinuxCalls calls, MemorySegment memory, int descriptor, byte[] address, String host) {
    this.calls = calls;
    this.numbers = calls.numbers();
    this.memory = memory;
    this.descriptor = descriptor;
    this.address = address;
    this.host = host;
  }

  /// A socket for an address. All addresses (`""`, `0.0.0.0`, `::`) are those of both families, or
  /// of IPv4 alone where the system has no IPv6.
  ///
  /// @param type `SOCK_DGRAM` or `SOCK_STREAM`, with flags
  static SocketSetup open(Arena arena, String host, int type) throws IOException {
    LinuxCalls calls = new LinuxCalls(arena);
    MemorySegment memory = arena.allocate(MessageBatch.ADDRESS_BYTES + 4L, 8);
    byte[] address = host.isEmpty() ? new byte[16] : literal(host);
    boolean all = isZero(address);
    if (all) address = new byte[16];
    long made = socket(calls, address.length, type);
    if (made == -LinuxCalls.EAFNOSUPPORT && all) {
      address = new byte[4];
      made = socket(calls, 4, type);
    }
    if (made < 0) throw LinuxCalls.failure("socket", made);
    SocketSetup setup = new SocketSetup(calls, memory, (int) made, address, all ? "" : host);
    try {
      if (setup.v6()) {
        setup.option("IPV6_V6ONLY", ControlMessages.SOL_IPV6, IPV6_V6ONLY, all ? 0 : 1);
      }
      return setup;
    } catch (IOException failed) {
      setup.close();
      throw failed;
    }
  }

  private static long socket(LinuxCalls calls, int addressBytes, int type) {
    int family = addressBytes == 16 ? SocketAddressView.AF_INET6 : SocketAddressView.AF_INET;
    return calls.call(calls.numbers().socket(), family, type | SOCK_CLOEXEC, 0, 0, 0);
  }

  private static byte[] literal(String host) throws IOException {
    try {
      return InetAddress.ofLiteral(host).getAddress();
    } catch (IllegalArgumentException odd) {
      throw new IOException(host + " is no IP address", odd);
    }
  }

  private static boolean isZero(byte[] address) {
    for (byte each : address) if (each != 0) return false;
    return true;
  }

  int descriptor() {
    return descriptor;
  }

  /// Whether it is for all addresses of the machine.
  boolean all() {
    return host.isEmpty();
  }

  /// Whether it is of IPv6, or of both families.
  boolean v6() {
    return address.length == 16;
  }

  /// Sets an option that must be.
  void option(String name, int level, int option, int value) throws IOException {
    check(name, set(level, option, value));
  }

  /// Sets an option; returns a negative number where the system does not want to.
  long set(int level, int option, int value) {
    memory.set(JAVA_INT, 0, value);
    return calls.call(numbers.setsockopt(), descriptor, level, option, memory.address(), 4);
  }

  /// Reads an option; 0 where the system does not want to.
  int get(int level, int option) {
    memory.set(JAVA_INT, 8, 4);
    long result =
        calls.call(
            numbers.getsockopt(),
            descriptor,
            level,
            option,
            memory.address(),
            memory.address() + 8);
    return result < 0 ? 0 : memory.get(JAVA_INT, 0);
  }

  /// Binds it.
  void bind(int port) throws IOException {
    int length = write(port);
    check("bind", calls.call(numbers.bind(), descriptor, memory.address(), length, 0, 0));
  }

  /// Listens for connections.
  void listen(int backlog) throws IOException {
    check("listen", calls.call(numbers.listen(), descriptor, backlog, 0, 0, 0));
  }

  /// Writes a `struct sockaddr`; returns its bytes.
  private int write(int port) {
    memory.fill((byte) 0);
    boolean v6 = v6();
    memory.set(
        JAVA_SHORT, 0, (short) (v6 ? SocketAddressView.AF_INET6 : SocketAddressView.AF_INET));
    memory.set(JAVA_BYTE, PORT_AT, (byte) (port >> 8));
    memory.set(JAVA_BYTE, PORT_AT + 1, (byte) port);
    MemorySegment.copy(address, 0, memory, JAVA_BYTE, v6 ? 8 : 4, address.length);
    if (v6 && host.indexOf('%') >= 0) {
      int scope = ((Inet6Address) InetAddress.ofLiteral(host)).getScopeId();
      memory.set(JAVA_INT, 24, scope);
    }
    return v6 ? MessageBatch.ADDRESS_BYTES : V4_BYTES;
  }

  /// The port that it was bound to.
  int boundPort() throws IOException {
    long room = MessageBatch.ADDRESS_BYTES;
    memory.set(JAVA_INT, room, MessageBatch.ADDRESS_BYTES);
    long result =
        calls.call(
            numbers.getsockname(), descriptor, memory.address(), memory.address() + room, 0, 0);
    check("getsockname", result);
    return ((memory.get(JAVA_BYTE, PORT_AT) & 0xff) << 8)
        | (memory.get(JAVA_BYTE, PORT_AT + 1) & 0xff);
  }

  private static void check(String what, long result) throws IOException {
    if (result < 0) throw LinuxCalls.failure(what, result);
  }

  void close() {
    calls.close(descriptor);
  }
}
