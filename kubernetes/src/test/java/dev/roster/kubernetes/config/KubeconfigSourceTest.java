package dev.roster.kubernetes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.kubernetes.http.AccessSource;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a kubeconfig gives as time goes by. A script is the process that reads it: what it prints
/// stands in a file, and how often it ran in another; the same with the plugin.
@Timeout(60)
class KubeconfigSourceTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong(7);

  private Access read(String printed) throws Exception {
    says(printed);
    Files.writeString(folder.resolve("config"), "1");
    String body = "echo x >> " + folder.resolve("reads") + "; cat " + folder.resolve("printed");
    Path java = Scripts.write(folder, "java", body);
    KubeconfigProcess process = new KubeconfigProcess(java, "cp", Duration.ofSeconds(9));
    String file = folder.resolve("config").toString();
    return Kubeconfig.read(
        process, file, "", ENVIRONMENT, nanos::get, () -> BEGIN.plusNanos(nanos.get()));
  }

  private AccessSource source(String printed) throws Exception {
    Access access = read(printed);
    assertThat(access).isInstanceOf(Access.Ready.class);
    return ((Access.Ready) access).source();
  }

  private void says(String printed) throws IOException {
    Files.writeString(folder.resolve("printed"), printed);
  }

  private void pluginGives(String status) throws IOException {
    String body =
        "echo x >> " + folder.resolve("runs") + "; echo '" + PluginTest.credential(status) + "'";
    Scripts.write(folder, "plugin", body);
  }

  private String withPlugin() {
    return "{\"server\":\"https://h\",\"plugin\":{\"apiVersion\":\"%s\",\"command\":\"%s\"}}"
        .formatted(PluginTest.V1, folder.resolve("plugin"));
  }

  private int count(String file) throws IOException {
    Path counted = folder.resolve(file);
    return Files.exists(counted) ? Files.readAllLines(counted).size() : 0;
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static void gives(AccessSource source, String token) throws IOException {
    assertThat(source.access().credentials()).isEqualTo(new Credentials.Token(token));
  }

  @Test
  void aTokenFileIsReadAgain() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one");
    AccessSource source =
        source("{\"server\":\"https://h\",\"token\":\"none\",\"tokenFile\":\"" + token + "\"}");
    gives(source, "one");
    Files.writeString(token, "two");
    gives(source, "one");
    pass(RereadFile.AGE_MAX);
    gives(source, "two");
    Files.writeString(token, "three");
    source.refused(source.access());
    gives(source, "three");
    AccessSource without =
        source("{\"server\":\"https://h\",\"token\":\"t\",\"tokenFile\":\"/none\"}");
    gives(without, "t");
  }

  @Test
  void whatDoesNotExpireIsFetchedOnce() throws Exception {
    pluginGives("\"token\":\"one\"");
    AccessSource source = source(withPlugin());
    assertThat(count("runs")).isZero();
    gives(source, "one");
    pass(Duration.ofDays(7));
    gives(source, "one");
    assertThat(count("runs")).isEqualTo(1);
  }

  @Test
  void whatExpiresIsFetchedBefore() throws Exception {
    pluginGives("\"token\":\"one\",\"expirationTimestamp\":\"2026-01-01T00:01:00Z\"");
    AccessSource source = source(withPlugin());
    gives(source, "one");
    pluginGives("\"token\":\"two\",\"expirationTimestamp\":\"2026-01-01T00:02:00Z\"");
    pass(Duration.ofSeconds(49));
    gives(source, "one");
    pass(Duration.ofSeconds(1));
    gives(source, "two");
    assertThat(count("runs")).isEqualTo(2);
  }

  @Test
  void aPluginThatFailsIsAskedAgainAndWhatItGaveStaysForItsTime() throws Exception {
    Scripts.write(folder, "plugin", "echo x >> " + folder.resolve("runs") + "; exit 1");
    AccessSource source = source(withPlugin());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(source::access)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ends with code 1");
    }
    assertThat(count("runs")).isEqualTo(1);
    pluginGives("\"token\":\"one\",\"expirationTimestamp\":\"2026-01-01T00:01:00Z\"");
    pass(KubeconfigSource.FAILED_PAUSE);
    gives(source, "one");
    Scripts.write(folder, "plugin", "exit 1");
    pass(Duration.ofSeconds(55));
    gives(source, "one");
    pass(Duration.ofSeconds(5));
    assertThatThrownBy(source::access).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsRefusedIsFetchedAnewButNotAllTheTime() throws Exception {
    pluginGives("\"token\":\"one\"");
    AccessSource source = source(withPlugin());
    ApiAccess first = source.access();
    pluginGives("\"token\":\"two\"");
    source.refused(first);
    gives(source, "one"); // it was fetched just now
    pass(KubeconfigSource.PLUGIN_PAUSE);
    gives(source, "two");
    source.refused(first); // told late, of what is no longer used
    pass(KubeconfigSource.PLUGIN_PAUSE);
    gives(source, "two");
    assertThat(count("runs")).isEqualTo(2);
  }

  @Test
  void aCertificateRotates() throws Exception {
    String pem = Certificates.A.replace("\n", "\\n");
    String key = Certificates.KEY.replace("\n", "\\n");
    Path status = folder.resolve("status");
    Scripts.write(folder, "plugin", "cat " + status);
    Files.writeString(
        status,
        PluginTest.credential(
            "\"clientCertificateData\":\"" + pem + "\",\"clientKeyData\":\"" + key + "\""));
    AccessSource source = source(withPlugin());
    ApiAccess first = source.access();
    assertThat(first.certificate()).isEqualTo(Certificates.A);
    Files.writeString(
        status,
        PluginTest.credential(
            "\"clientCertificateData\":\"" + pem + pem + "\",\"clientKeyData\":\"" + key + "\""));
    source.refused(first);
    pass(KubeconfigSource.PLUGIN_PAUSE);
    assertThat(source.access().certificate()).isEqualTo(Certificates.A + Certificates.A);
  }

  @Test
  void aKubeconfigThatChangedIsReadAgainWhenItIsRefused() throws Exception {
    AccessSource source = source("{\"server\":\"https://h\",\"token\":\"one\"}");
    says("{\"server\":\"https://other\",\"token\":\"two\"}");
    source.refused(source.access());
    gives(source, "one");
    pass(KubeconfigSource.FILE_PAUSE);
    gives(source, "one"); // the file is the same
    assertThat(count("reads")).isEqualTo(1);
    Files.writeString(folder.resolve("config"), "another");
    source.refused(source.access());
    gives(source, "one"); // looked at just now
    pass(KubeconfigSource.FILE_PAUSE);
    gives(source, "two");
    assertThat(source.access().server()).hasToString("https://other");
    says("{\"server\":\"a b\",\"token\":\"three\"}");
    Files.writeString(folder.resolve("config"), "no URL");
    source.refused(source.access());
    pass(KubeconfigSource.FILE_PAUSE);
    gives(source, "two");
    says("{\"wrong\":\"x\"}");
    Files.writeString(folder.resolve("config"), "broken");
    source.refused(source.access());
    pass(KubeconfigSource.FILE_PAUSE);
    gives(source, "two");
    assertThat(count("reads")).isEqualTo(4);
  }

  @Test
  void aTokenThatExpiresIsReadAgain() throws Exception {
    long end = BEGIN.getEpochSecond() + 100;
    AccessSource source =
        source("{\"server\":\"https://h\",\"token\":\"one\",\"expiresSeconds\":" + end + "}");
    says("{\"server\":\"https://h\",\"token\":\"two\"}");
    pass(Duration.ofSeconds(89));
    gives(source, "one");
    pass(Duration.ofSeconds(1));
    gives(source, "two");
    assertThat(count("reads")).isEqualTo(2);
  }

  @Test
  void whatCanNotWorkIsRefused() throws Exception {
    String file = "kubeconfig " + folder.resolve("config");
    assertThat(read("{\"wrong\":\"F: why\"}")).isEqualTo(new Access.Refused("kubeconfig F: why"));
    assertThat(read(withPlugin()).toString()).contains("plugin " + folder.resolve("plugin"));
    assertThat(read("{\"server\":\"https://u:geheim@a b\"}"))
        .isEqualTo(new Access.Refused(file + ", : the server is no URL, or a file no path"));
    assertThat(read("{\"server\":\"https://u:geheim@h\"}").toString())
        .contains("server: has a user in its URL")
        .doesNotContain("geheim");
    assertThat(read("{\"server\":\"https://h\",\"authorities\":\"geheim\"}"))
        .isEqualTo(new Access.Refused(file + ", : certificate authority: has no CERTIFICATE"));
    assertThat(read("{\"server\":\"https://h\",\"token\":\"geh\\neim\"}"))
        .isEqualTo(
            new Access.Refused(file + ", : the token has characters that no header can have"));
    assertThat(read("{\"server\":\"https://h\",\"proxy\":\"https://u:geheim@p\"}").toString())
        .contains("proxy-url: can't go through https://p");
  }
}
