package dev.roster.kubernetes.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key and a certificate that it signed itself, made by the `keytool` of this runtime.
record TestKeys(KeyStore store) {
  private static final String PASSWORD = "changeit";

  /// @param algorithm of keytool's: `EC`, which takes it 3 s less than `RSA`
  /// @param names `dns:localhost,ip:127.0.0.1`
  static TestKeys make(Path folder, String algorithm, String commonName, String names)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve(commonName + ".p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair"));
    command.addAll(List.of("-alias", "it", "-keyalg", algorithm, "-dname", "CN=" + commonName));
    command.addAll(List.of("-validity", "2", "-keystore", file.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    if (!names.isEmpty()) command.addAll(List.of("-ext", "san=" + names));
    Process keytool = new ProcessBuilder(command).inheritIO().start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new TestKeys(store);
  }

  Key key() throws GeneralSecurityException {
    return store.getKey("it", PASSWORD.toCharArray());
  }

  /// The certificate in PEM.
  String certificate() throws GeneralSecurityException {
    return pem("CERTIFICATE", store.getCertificate("it").getEncoded());
  }

  /// The key in PKCS#8.
  String keyPem() throws GeneralSecurityException {
    return pem("PRIVATE KEY", key().getEncoded());
  }

  static String pem(String label, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  /// For a server with this key, which trusts the clients of another.
  SSLContext serving(TestKeys clients) throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, new char[0]);
    trusted.setCertificateEntry("client", clients.store.getCertificate("it"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
