package dev.roster.dns.corefile;

/// Where an HTTP listener of a directive stands, as written: `localhost:9153`, `:8080`.
///
/// @param host a name or address; empty means all addresses
/// @param port a number as text; checked when it is listened on, as CoreDNS does
public record HostPort(String host, String port) {
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
