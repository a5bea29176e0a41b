package dev.roster.dns.server;

import dev.roster.dns.linux.LinuxCalls;
import java.io.Closeable;
import java.io.IOException;

/// A bound UDP socket with the loop that serves it. One thread runs it; any thread may close it.
///
/// [MmsgUdpSocket] is Linux's, [NioUdpSocket] the one for every system.
interface UdpSocket extends Closeable {
  /// The port that it is bound to.
  int port();

  /// Receives, answers and sends until the socket is closed.
  ///
  /// @throws IOException if the socket fails and must be made anew
  void run(Answerer answerer) throws IOException;

  @Override
  void close();

  /// The fastest kind that this system has. The system property `roster.udp` set to `nio` asks for
  /// the one of every system.
  static Factory here() {
    boolean everywhere = System.getProperty("roster.udp", "").equals("nio");
    return LinuxCalls.areHere() && !everywhere ? MmsgUdpSocket::bind : NioUdpSocket::bind;
  }

  /// Makes a socket bound to an address.
  @FunctionalInterface
  interface Factory {
    /// A new socket.
    ///
    /// @param shared whether other sockets of this process listen on the same address
    UdpSocket bind(String host, int port, boolean shared) throws IOException;
  }
}
