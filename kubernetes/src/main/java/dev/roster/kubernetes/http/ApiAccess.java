package dev.roster.kubernetes.http;

import java.net.URI;

/// Where an API server is and how it is asked: a configuration with all files read.
///
/// @param server `https://10.0.0.1:6443`, or http; a path is put before those of requests
/// @param authorities certificates in PEM that are trusted; "" for those of the Java runtime
/// @param certificate the client's certificates in PEM, its own first; "" for none
/// @param key the client's private key in PEM; "" for none. Never printed
/// @param insecure whether any certificate is taken
/// @param serverName the name that the server's certificate has to have; "" for the host of
///   `server`
/// @param proxy `http://host:port` (also socks5, and with a user and password); "" for what the
///   environment says (`HTTPS_PROXY`, `NO_PROXY`)
public record ApiAccess(
    URI server,
    String authorities,
    String certificate,
    String key,
    Credentials credentials,
    boolean insecure,
    String serverName,
    String proxy) {
  /// The same server, asked by somebody else.
  public ApiAccess with(Credentials others) {
    return new ApiAccess(
        server, authorities, certificate, key, others, insecure, serverName, proxy);
  }

  @Override
  public String toString() {
    return "ApiAccess[" + server.getScheme() + "://" + server.getAuthority() + "]";
  }
}
