package dev.roster.dns.corefile;

/// How a server block is asked: the scheme of its zone, `dns` where it says none.
public enum Scheme {
  /// UDP and TCP (RFC 1035, RFC 7766).
  DNS("dns", 53),
  /// TLS (RFC 7858).
  TLS("tls", 853),
  /// HTTPS (RFC 8484).
  HTTPS("https", 443),
  /// HTTPS over QUIC.
  HTTPS3("https3", 443),
  /// QUIC (RFC 9250).
  QUIC("quic", 853),
  /// CoreDNS's gRPC service.
  GRPC("grpc", 443);

  private final String text;
  private final int defaultPort;

  Scheme(String text, int defaultPort) {
    this.text = text;
    this.defaultPort = defaultPort;
  }

  /// As written before `://`.
  public String text() {
    return text;
  }

  /// Whether Roster listens for it.
  public boolean isServed() {
    return switch (this) {
      case DNS, TLS, HTTPS -> true;
      case HTTPS3, QUIC, GRPC -> false;
    };
  }

  /// The port of a zone that names none.
  public int defaultPort() {
    return defaultPort;
  }
}
