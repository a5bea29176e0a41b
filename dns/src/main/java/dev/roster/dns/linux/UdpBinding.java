package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes UDP sockets for [LinuxCalls#receive] and [LinuxCalls#send].
public final class UdpBinding {
  /// Bytes that the kernel is asked to keep for a socket, so that a pause loses nothing.
  public static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x8_0000;
  private static final int SO_RCVBUF = 8;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int V4_BYTES = 16;
  private static final int PORT_AT = 2;

  private static final System.Logger LOG = System.getLogger(UdpBinding.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final LinuxCalls calls;
  private final LinuxCalls.Numbers numbers;
  private final MemorySegment memory;
  private int descriptor = -1;

  /// A bound socket.
  ///
  /// @param descriptor whoever has it closes it, once
  /// @param all whether it is bound to all addresses of the machine
  public record Bound(int descriptor, int port, boolean all) {}

  private UdpBinding(Arena arena) {
    this.calls = new LinuxCalls(arena);
    this.numbers = calls.numbers();
    this.memory = arena.allocate(MessageBatch.ADDRESS_BYTES + 4L, 8);
  }

  /// A socket bound to an address. All addresses (`""`, `0.0.0.0`, `::`) are those of both
  /// families, or of IPv4 alone where the system has no IPv6; what comes there says which was
  /// asked.
  ///
  /// @param shared whether other sockets listen on the same address
  public static Bound bind(String host, int port, boolean shared) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      UdpBinding setup = new UdpBinding(arena);
      try {
        return setup.bound(host, port, shared);
      } catch (IOException | RuntimeException failed) {
        setup.close();
        throw failed;
      }
    }
  }

  private Bound bound(String host, int port, boolean shared) throws IOException {
    byte[] address = host.isEmpty() ? new byte[16] : literal(host);
    boolean all = isZero(address);
    if (all) address = new byte[16];
    long made = socket(address.length);
    if (made == -LinuxCalls.EAFNOSUPPORT && all) {
      address = new byte[4];
      made = socket(4);
    }
    if (made < 0) throw LinuxCalls.failure("socket", made);
    descriptor = (int) made;
    boolean v6 = address.length == 16;
    if (v6) option("IPV6_V6ONLY", ControlMessages.SOL_IPV6, IPV6_V6ONLY, all ? 0 : 1);
    if (shared) option("SO_REUSEPORT", ControlMessages.SOL_SOCKET, SO_REUSEPORT, 1);
    if (all) {
      if (v6) option("IPV6_RECVPKTINFO", ControlMessages.SOL_IPV6, IPV6_RECVPKTINFO, 1);
      // Of IPv4 datagrams of a socket of both families the kernel says it in IPv6's form.
      else option("IP_PKTINFO", ControlMessages.SOL_IP, ControlMessages.IP_PKTINFO, 1);
    }
    set(ControlMessages.SOL_SOCKET, ControlMessages.SO_RXQ_OVFL, 1);
    set(ControlMessages.SOL_SOCKET, ControlMessages.SO_TIMESTAMPNS, 1);
    receiveBuffer();
    int length = write(address, port, all ? "" : host);
    check("bind", calls.call(numbers.bind(), descriptor, memory.address(), length, 0, 0));
    return new Bound(descriptor, boundPort(), all);
  }

  private long socket(int addressBytes) {
    int family = addressBytes == 16 ? SocketAddressView.AF_INET6 : SocketAddressView.AF_INET;
    return calls.call(numbers.socket(), family, SOCK_DGRAM | SOCK_CLOEXEC, 0, 0, 0);
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

  /// Writes a `struct sockaddr`; returns its bytes.
  private int write(byte[] address, int port, String host) throws IOException {
    memory.fill((byte) 0);
    boolean v6 = address.length == 16;
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

  private int boundPort() throws IOException {
    long room = MessageBatch.ADDRESS_BYTES;
    memory.set(JAVA_INT, room, MessageBatch.ADDRESS_BYTES);
    long result =
        calls.call(
            numbers.getsockname(), descriptor, memory.address(), memory.address() + room, 0, 0);
    check("getsockname", result);
    return ((memory.get(JAVA_BYTE, PORT_AT) & 0xff) << 8)
        | (memory.get(JAVA_BYTE, PORT_AT + 1) & 0xff);
  }

  /// Asks for room, past the system's limit where the process may, and says once what was granted
  /// where it is less: a pause then loses what does not fit.
  private void receiveBuffer() {
    int wanted = RECEIVE_BUFFER_BYTES;
    set(ControlMessages.SOL_SOCKET, SO_RCVBUF, wanted);
    if (granted() >= wanted) return;
    set(ControlMessages.SOL_SOCKET, SO_RCVBUFFORCE, wanted);
    int granted = granted();
    if (granted < wanted && WARNED.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the system keeps {0} bytes of unread questions a socket, {1} were asked for (see"
              + " net.core.rmem_max): a pause may lose some",
          Integer.toString(granted),
          Integer.toString(wanted));
    }
  }

  /// Half of what the kernel says: it counts its own bookkeeping in.
  private int granted() {
    memory.set(JAVA_INT, 8, 4);
    long result =
        calls.call(
            numbers.getsockopt(),
            descriptor,
            ControlMessages.SOL_SOCKET,
            SO_RCVBUF,
            memory.address(),
            memory.address() + 8);
    return result < 0 ? 0 : memory.get(JAVA_INT, 0) / 2;
  }

  private void option(String name, int level, int option, int value) throws IOException {
    check(name, set(level, option, value));
  }

  private long set(int level, int option, int value) {
    memory.set(JAVA_INT, 0, value);
    return calls.call(numbers.setsockopt(), descriptor, level, option, memory.address(), 4);
  }

  private static void check(String what, long result) throws IOException {
    if (result < 0) throw LinuxCalls.failure(what, result);
  }

  private void close() {
    if (descriptor >= 0) calls.call(numbers.close(), descriptor, 0, 0, 0, 0);
  }
}
