package dev.roster.dns.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes UDP sockets for [LinuxCalls#receive] and [LinuxCalls#send].
public final class UdpBinding {
  /// Bytes that the kernel is asked to keep for a socket, so that a pause loses nothing.
  public static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private static final int SOCK_DGRAM = 2;
  private static final int SO_RCVBUF = 8;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int IPV6_RECVPKTINFO = 49;

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final SocketSetup setup;

  /// A bound socket.
  ///
  /// @param descriptor whoever has it closes it, once
  /// @param all whether it is bound to all addresses of the machine
  public record Bound(int descriptor, int port, boolean all) {}

  private UdpBinding(SocketSetup setup) {
    this.setup = setup;
  }

  /// A socket bound to an address. All addresses (`""`, `0.0.0.0`, `::`) are those of both
  /// families, or of IPv4 alone where the system has no IPv6; what comes there says which was
  /// asked.
  ///
  /// @param shared whether other sockets listen on the same address
  public static Bound bind(String host, int port, boolean shared) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SocketSetup setup = SocketSetup.open(arena, host, SOCK_DGRAM);
      try {
        return new UdpBinding(setup).bound(port, shared);
      } catch (IOException | RuntimeException failed) {
        setup.close();
        throw failed;
      }
    }
  }

  private Bound bound(int port, boolean shared) throws IOException {
    if (shared) setup.option("SO_REUSEPORT", ControlMessages.SOL_SOCKET, SO_REUSEPORT, 1);
    if (setup.all()) {
      if (setup.v6()) {
        setup.option("IPV6_RECVPKTINFO", ControlMessages.SOL_IPV6, IPV6_RECVPKTINFO, 1);
      } else {
        // Of IPv4 datagrams of a socket of both families the kernel says it in IPv6's form.
        setup.option("IP_PKTINFO", ControlMessages.SOL_IP, ControlMessages.IP_PKTINFO, 1);
      }
    }
    setup.set(ControlMessages.SOL_SOCKET, ControlMessages.SO_RXQ_OVFL, 1);
    setup.set(ControlMessages.SOL_SOCKET, ControlMessages.SO_TIMESTAMPNS, 1);
    receiveBuffer();
    setup.bind(port);
    return new Bound(setup.descriptor(), setup.boundPort(), setup.all());
  }

  /// Asks for room, past the system's limit where the process may, and says once what was granted
  /// where it is less: a pause then loses what does not fit.
  private void receiveBuffer() {
    int wanted = RECEIVE_BUFFER_BYTES;
    setup.set(ControlMessages.SOL_SOCKET, SO_RCVBUF, wanted);
    if (granted() >= wanted) return;
    setup.set(ControlMessages.SOL_SOCKET, SO_RCVBUFFORCE, wanted);
    int granted = granted();
    if (granted < wanted && WARNED.compareAndSet(false, true)) {
      System.getLogger(UdpBinding.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "the system keeps {0} bytes of unread questions a socket, {1} were asked for (see"
                  + " net.core.rmem_max): a pause may lose some",
              Integer.toString(granted),
              Integer.toString(wanted));
    }
  }

  /// Half of what the kernel says: it counts its own bookkeeping in.
  private int granted() {
    return setup.get(ControlMessages.SOL_SOCKET, SO_RCVBUF) / 2;
  }
}
