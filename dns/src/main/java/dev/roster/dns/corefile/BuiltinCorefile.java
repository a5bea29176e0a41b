package dev.roster.dns.corefile;

import java.util.Optional;

/// The Corefile that is used where a person names none.
public final class BuiltinCorefile {
  /// What positions in it name.
  public static final String SOURCE = "built-in Corefile";

  private BuiltinCorefile() {}

  /// The text, listening on one address.
  ///
  /// @param host an IP address or the name of an interface
  /// @param port 0..65535; 0 lets the system choose
  public static String text(String host, int port) {
    return text(host, port, Optional.empty());
  }

  /// The same, with metrics over HTTP.
  ///
  /// @param metrics `ADDRESS:PORT` to show them at; empty: nowhere
  public static String text(String host, int port, Optional<String> metrics) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port is " + port + " (expected: 0..65535)");
    }
    return """
    .:%d {
        bind %s
        kubernetes cluster.local in-addr.arpa ip6.arpa {
            pods verified
            ttl 5
        }
        loadbalance
        errors
        roster {
            foreign nxdomain
            negative_ttl 0
        }
    %s}
    """
        .formatted(
            port,
            quoted(host),
            metrics.map(address -> "    prometheus " + quoted(address) + "\n").orElse(""));
  }

  private static String quoted(String host) {
    return "\"" + host.replace("\"", "\\\"") + "\"";
  }
}
