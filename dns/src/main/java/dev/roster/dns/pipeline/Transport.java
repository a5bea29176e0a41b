package dev.roster.dns.pipeline;

/// How a message came.
public enum Transport {
  UDP("udp", "dns"),
  TCP("tcp", "dns"),
  TLS("tcp", "tls"),
  HTTPS("tcp", "https");

  private final String proto;
  private final String scheme;

  Transport(String proto, String scheme) {
    this.proto = proto;
    this.scheme = scheme;
  }

  /// `udp` or `tcp`, as metrics and logs say it.
  public String proto() {
    return proto;
  }

  /// The scheme of a server block's key: `dns`, `tls`, `https`.
  public String scheme() {
    return scheme;
  }

  /// Whether answers may have 64 KiB.
  public boolean isStream() {
    return this != UDP;
  }
}
