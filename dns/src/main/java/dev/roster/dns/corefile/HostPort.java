package dev.roster.dns.corefile;

/// Where an HTTP listener of a directive stands, as written: `localhost:9153`, `:8080`.
///
/// @param host a name or address; empty means all addresses
/// @param port 0..65535; 0 lets the system choose
public record HostPort(String host, int port) {
  public HostPort {
    if (port < 0 || port > 65535) throw new IllegalArgumentException("port " + port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
