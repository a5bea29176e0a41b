package dev.roster.node.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// Opens a connection and closes it again.
public final class TcpProbe {
  private TcpProbe() {}

  /// One try.
  public static ProbeResult run(String host, int port, Deadline deadline) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), deadline.leftMillis());
      return ProbeResult.success();
    } catch (IOException e) {
      return ProbeResult.failure(dial(host, port, e));
    }
  }

  /// As Go says that a connection could not be made.
  static String dial(String host, int port, IOException e) {
    String why =
        switch (e) {
          case SocketTimeoutException _ -> "i/o timeout";
          case java.net.ConnectException _ -> "connect: connection refused";
          default -> String.valueOf(e.getMessage());
        };
    return "dial tcp " + host + ":" + port + ": " + why;
  }
}
