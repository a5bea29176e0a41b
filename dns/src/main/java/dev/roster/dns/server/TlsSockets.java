package dev.roster.dns.server;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// The server's end of TLS over sockets that were accepted.
final class TlsSockets {
  private static final String ALPN = "dot";
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final TlsIdentity identity;
  private final SSLContext context;

  private TlsSockets(TlsIdentity identity, SSLContext context) {
    this.identity = identity;
    this.context = context;
  }

  /// Sockets of an identity.
  static TlsSockets of(TlsIdentity identity) {
    return new TlsSockets(identity, context(identity));
  }

  private static SSLContext context(TlsIdentity identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {identity.keys()}, new TrustManager[] {identity.trust()}, null);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no TLS", missing);
    }
  }

  /// Whether these are the sockets of that very identity.
  @SuppressWarnings("ReferenceEquality")
  boolean isFor(TlsIdentity other) {
    return identity == other;
  }

  /// TLS over a socket; the handshake is yet to come. Clients that offer protocols may offer any
  /// (RFC 7858 asks for none).
  SSLSocket wrap(Socket socket) throws IOException {
    SSLSocket wrapped = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
    wrapped.setEnabledProtocols(PROTOCOLS);
    SSLParameters parameters = wrapped.getSSLParameters();
    if (identity.needs()) parameters.setNeedClientAuth(true);
    else parameters.setWantClientAuth(identity.asks());
    wrapped.setSSLParameters(parameters);
    wrapped.setHandshakeApplicationProtocolSelector(
        (_, offered) -> offered.contains(ALPN) ? ALPN : "");
    return wrapped;
  }
}
