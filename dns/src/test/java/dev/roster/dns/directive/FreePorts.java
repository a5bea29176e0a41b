package dev.roster.dns.directive;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports that are written into a Corefile before anybody listens there. Each test process has its
/// own thousand, below what the system gives to clients, and gives each only once.
final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int PORTS_MAX = 1_000;
  private static final int PROCESS = Integer.getInteger("roster.test.process", 1);
  private static final AtomicInteger NEXT = new AtomicInteger();

  private FreePorts() {}

  /// A port of 127.0.0.1 that nobody uses, over UDP and TCP.
  static int next() {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    while (true) {
      int index = NEXT.getAndIncrement();
      if (index >= PORTS_MAX) throw new IllegalStateException("no port is left");
      int port = FIRST + PROCESS * PORTS_MAX + index;
      try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
          DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
        if (tcp.isBound() && udp.isBound()) return port;
      } catch (IOException taken) {
        // Somebody else's: the next one.
      }
    }
  }
}
