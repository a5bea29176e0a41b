package dev.roster.dns.tls;

import dev.roster.dns.corefile.TlsConfig;
import dev.roster.dns.corefile.TlsConfig.ClientAuth;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.server.TlsIdentity;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// The files of a `tls` directive. They are looked at every few seconds: connections that begin
/// later get the certificate that is there then. While the files are broken the last good one
/// stays, and the log says so once.
public final class TlsFiles implements Owned {
  /// How often the files are looked at.
  static final Duration PERIOD = Duration.ofSeconds(5);

  private final Path certificate;
  private final Path key;
  private final Scheduler scheduler;
  private final Lines lines;
  private final Keys keys;
  private final TlsIdentity identity;

  // Of the scheduler's thread, but for closed.
  private String seen;
  private String told = "";
  private Optional<Scheduler.Task> task = Optional.empty(); // guarded by this
  private boolean closed; // guarded by this

  private TlsFiles(
      Path certificate,
      Path key,
      String seen,
      Keys keys,
      TlsIdentity identity,
      Scheduler scheduler,
      Lines lines) {
    this.certificate = certificate;
    this.key = key;
    this.seen = seen;
    this.keys = keys;
    this.identity = identity;
    this.scheduler = scheduler;
    this.lines = lines;
  }

  /// Reads the files.
  ///
  /// @param resolve where a path as written leads
  /// @throws IOException if they are not to be used; the message says which and why
  public static TlsFiles load(
      TlsConfig config, UnaryOperator<Path> resolve, Scheduler scheduler, Lines lines)
      throws IOException {
    Path certificate = resolve.apply(Path.of(config.certificate()));
    Path key = resolve.apply(Path.of(config.key()));
    String seen = look(certificate) + look(key);
    Keys keys = new Keys(pair(certificate, key));
    boolean verifies =
        config.clientAuth() == ClientAuth.VERIFY_IF_GIVEN
            || config.clientAuth() == ClientAuth.REQUIRE_AND_VERIFY;
    boolean needs =
        config.clientAuth() == ClientAuth.REQUIRE
            || config.clientAuth() == ClientAuth.REQUIRE_AND_VERIFY;
    Optional<Path> authorities = config.authorities().map(Path::of).map(resolve);
    // Read in any case: a file that is named must be good.
    X509ExtendedTrustManager trusted = trust(authorities);
    TlsIdentity identity =
        new TlsIdentity(
            keys,
            verifies ? trusted : new AnyClient(),
            config.clientAuth() != ClientAuth.NOCERT,
            needs);
    return new TlsFiles(certificate, key, seen, keys, identity, scheduler, lines);
  }

  /// What listeners show of it.
  public TlsIdentity identity() {
    return identity;
  }

  private static Keys.Pair pair(Path certificate, Path key) throws IOException {
    List<X509Certificate> chain = Pem.certificates(certificate);
    PrivateKey secret = Pem.key(key);
    if (!belong(chain.getFirst().getPublicKey(), secret)) {
      throw new IOException(key + " is not the key of " + certificate);
    }
    return Keys.Pair.of(chain, secret);
  }

  /// Whether what the one signs the other verifies. A file renewed before the other does not.
  private static boolean belong(PublicKey open, PrivateKey secret) {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> secret.getAlgorithm();
        };
    byte[] text = new byte[32];
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(secret);
      signer.update(text);
      byte[] signed = signer.sign();
      signer.initVerify(open);
      signer.update(text);
      return signer.verify(signed);
    } catch (GeneralSecurityException differ) {
      return false;
    }
  }

  private static X509ExtendedTrustManager trust(Optional<Path> authorities) throws IOException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      if (authorities.isPresent()) {
        int number = 0;
        for (X509Certificate each : Pem.certificates(authorities.get())) {
          store.setCertificateEntry("ca-" + number++, each);
        }
      }
      if (authorities.isPresent()) factory.init(store);
      else factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) return found;
      }
      throw new IOException("this Java verifies no certificates");
    } catch (GeneralSecurityException broken) {
      throw new IOException("certificates of authorities cannot be used", broken);
    }
  }

  @Override
  public void start() {
    schedule();
  }

  private synchronized void schedule() {
    if (!closed) task = Optional.of(scheduler.schedule(PERIOD, this::follow));
  }

  private void follow() {
    try {
      reload();
    } finally {
      schedule();
    }
  }

  private void reload() {
    try {
      String now = look(certificate) + look(key);
      if (now.equals(seen)) return;
      keys.replace(pair(certificate, key));
      seen = now;
      told = "";
      lines.line(System.Logger.Level.INFO, "tls: " + certificate + " was renewed");
    } catch (IOException broken) {
      String why = why(broken);
      if (why.equals(told)) return;
      told = why;
      lines.line(System.Logger.Level.WARNING, "tls: the certificate stays as it was: " + why);
    }
  }

  /// What went wrong, in one line; a file that is not there is named.
  public static String why(IOException failed) {
    return failed instanceof FileSystemException file
        ? file.getFile() + " cannot be read"
        : Reasons.of(failed);
  }

  /// What changes when a file does.
  private static String look(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis()
        + "/"
        + Files.size(file)
        + "/"
        + file.toRealPath()
        + ";";
  }

  @Override
  public synchronized void close() {
    closed = true;
    task.ifPresent(Scheduler.Task::cancel);
  }
}
