package dev.roster.dns.forward;

import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// TLS towards upstream servers: whom to trust, and who we are. A server's certificate must name
/// the server name that the configuration gives, or else its address (RFC 8310 section 8.1).
final class UpstreamTls {
  /// Bytes of a file with certificates or a key, at most.
  static final int PEM_BYTES_MAX = 1 << 20;

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLContext context;

  private UpstreamTls(SSLContext context) {
    this.context = context;
  }

  /// What the files of `tls` say: none, CA, CERT KEY, or CERT KEY CA.
  ///
  /// @throws IOException if one can't be read or holds no such thing
  static UpstreamTls of(List<Path> files) throws IOException {
    try {
      KeyManager[] keys = {};
      if (files.size() > 1) keys = keys(files.get(0), files.get(1));
      Optional<Path> authority =
          switch (files.size()) {
            case 1 -> Optional.of(files.getFirst());
            case 3 -> Optional.of(files.get(2));
            default -> Optional.empty();
          };
      // null: the system's own authorities.
      TrustManager[] trust = authority.isPresent() ? trust(authority.get()) : null;
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return new UpstreamTls(context);
    } catch (GeneralSecurityException refused) {
      throw new IOException("tls: " + Reasons.of(refused), refused);
    }
  }

  private static TrustManager[] trust(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates(file)) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    Certificate[] chain = certificates(certificate).toArray(new Certificate[0]);
    store.setKeyEntry("client", key(key, chain[0]), new char[0], chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static List<Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Collection<? extends Certificate> found =
        factory.generateCertificates(new ByteArrayInputStream(read(file)));
    if (found.isEmpty()) throw new IOException("tls: no certificate in " + file);
    return new ArrayList<>(found);
  }

  private static PrivateKey key(Path file, Certificate certificate)
      throws IOException, GeneralSecurityException {
    Matcher key = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
    if (!key.find()) {
      throw new IOException("tls: no key in " + file + " (expected: PKCS #8, PRIVATE KEY)");
    }
    byte[] der = Base64.getMimeDecoder().decode(key.group(1));
    String algorithm = certificate.getPublicKey().getAlgorithm();
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(PEM_BYTES_MAX);
    } catch (IOException unreadable) {
      throw new IOException("tls: " + file + " can't be read", unreadable);
    }
  }

  /// Opens connections on which the server has proved who it is.
  ///
  /// @param serverName whom its certificate must name, "" for its address
  StreamLink.Dialer dialer(Optional<InetAddress> source, String serverName, Scheduler scheduler) {
    return new Tls(context, new StreamLink.Tcp(source), serverName, scheduler);
  }

  private record Tls(SSLContext context, StreamLink.Tcp tcp, String serverName, Scheduler scheduler)
      implements StreamLink.Dialer {
    @Override
    public StreamLink.Dialed dial(InetSocketAddress server, int millisMax) throws IOException {
      Socket plain = tcp.dial(server, millisMax).raw();
      try (Cutoff _ = Cutoff.after(Duration.ofMillis(millisMax), plain, scheduler)) {
        plain.setSoTimeout(millisMax);
        String named = serverName.isEmpty() ? server.getAddress().getHostAddress() : serverName;
        SSLSocket socket =
            (SSLSocket)
                context.getSocketFactory().createSocket(plain, named, server.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!serverName.isEmpty()) {
          parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new StreamLink.Dialed(socket, plain);
      } catch (IOException | RuntimeException failed) {
        plain.close();
        throw failed;
      }
    }

    @Override
    public String proto() {
      return "tcp-tls";
    }
  }
}
