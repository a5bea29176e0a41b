package dev.roster.dns.server;

import java.util.Optional;

/// How an address is served, beyond what is answered there.
///
/// @param tls the certificate of `tls://` and `https://`; empty: they are plain TCP and HTTP, as in
///   CoreDNS
/// @param readMillis for a message that has begun, and for a TLS handshake
/// @param writeMillis for a client that does not take its reply
/// @param idleMillis between messages, while none is under way
/// @param sockets UDP sockets that share the address, 0 for one a processor; a reload does not
///   change it
/// @param questionsMax questions after which a connection is closed, 0 for no bound
/// @param httpsConnectionsMax connections of an `https://` address
public record ListenOptions(
    Optional<TlsIdentity> tls,
    int readMillis,
    int writeMillis,
    int idleMillis,
    int sockets,
    int questionsMax,
    int httpsConnectionsMax) {
  /// CoreDNS's times.
  public static final ListenOptions DEFAULT =
      new ListenOptions(Optional.empty(), 3000, 5000, 10_000, 0, 0, 200);

  /// Connections of an `https://` address, at most, whatever is asked for.
  public static final int HTTPS_CONNECTIONS_MAX = 4096;

  public ListenOptions {
    httpsConnectionsMax = Math.min(httpsConnectionsMax, HTTPS_CONNECTIONS_MAX);
  }
}
