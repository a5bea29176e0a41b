package dev.roster.kubernetes.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// What TLS connections of one access need: whom to trust, and who we are.
final class TlsContext {
  private static final char[] NO_PASSWORD = {};

  private TlsContext() {}

  static SSLContext of(ApiAccess access) throws BadAccessException {
    KeyManager[] keys = keys(access);
    TrustManager[] trusted = trusted(access);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      // Nothing given: what the runtime trusts.
      context.init(keys, trusted.length == 0 ? null : trusted, null);
      return context;
    } catch (GeneralSecurityException refused) {
      throw new BadAccessException("TLS", refused.toString());
    }
  }

  private static KeyManager[] keys(ApiAccess access) throws BadAccessException {
    if (access.certificate().isEmpty() && access.key().isEmpty()) return new KeyManager[0];
    List<Certificate> chain = certificates(access.certificate(), "client certificate");
    PrivateKey key = PrivateKeys.read(access.key(), "client key");
    try {
      KeyStore store = empty();
      store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException refused) {
      throw new BadAccessException("client certificate", refused.toString());
    }
  }

  private static TrustManager[] trusted(ApiAccess access) throws BadAccessException {
    if (access.insecure()) return new TrustManager[] {new Anyone()};
    if (access.authorities().isEmpty()) return new TrustManager[0];
    String part = "certificate authority";
    try {
      KeyStore store = empty();
      List<Certificate> all = certificates(access.authorities(), part);
      for (int i = 0; i < all.size(); i++) store.setCertificateEntry("ca-" + i, all.get(i));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException refused) {
      throw new BadAccessException(part, refused.toString());
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  /// The certificates of a PEM text; other blocks are passed over.
  static List<Certificate> certificates(String pem, String part) throws BadAccessException {
    List<Certificate> all = new ArrayList<>();
    for (Pem.Block block : Pem.read(pem, part)) {
      if (!block.label().equals("CERTIFICATE")) continue;
      try {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        all.add(factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
      } catch (CertificateException unreadable) {
        throw new BadAccessException(part, block + " can't be read");
      }
    }
    if (all.isEmpty()) throw new BadAccessException(part, "has no CERTIFICATE");
    return all;
  }

  /// Trusts anyone, under any name: `insecure-skip-tls-verify`.
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      // Asked for by who configured it.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // As above.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // As above.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("we are no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
