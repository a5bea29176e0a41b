package dev.roster.dns.server;

import dev.roster.dns.pipeline.Transport;

/// An address to listen on. DNS listens on UDP and TCP both.
///
/// @param transport UDP stands for UDP and TCP (`dns://`), TLS and HTTPS for themselves
/// @param host an IP address, "" for all
/// @param port 0 for one that the system chooses
public record Listen(Transport transport, String host, int port) {
  public Listen {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port is " + port + " (expected: 0..65535)");
    }
  }

  /// DNS over UDP and TCP.
  public static Listen dns(String host, int port) {
    return new Listen(Transport.UDP, host, port);
  }

  /// As CoreDNS writes it: `dns://127.0.0.1:53`, `dns://:53` for all addresses.
  @Override
  public String toString() {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return transport.scheme() + "://" + shown + ":" + port;
  }
}
