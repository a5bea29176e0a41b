package dev.roster.kubernetes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.kubernetes.http.AccessSource;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a pod finds around it, and what a Corefile names.
class InClusterTest {
  private static final Map<String, String> POD =
      Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong(7);

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("token"), "one\n");
    Files.writeString(folder.resolve("ca.crt"), Certificates.A);
  }

  private AccessSource source(Access access) {
    assertThat(access).isInstanceOf(Access.Ready.class);
    return ((Access.Ready) access).source();
  }

  private Access read(Map<String, String> environment) {
    return InCluster.read(environment, folder, nanos::get);
  }

  private static Credentials token(String token) {
    return new Credentials.Token(token);
  }

  @Test
  void aPodKnowsItsServer() throws IOException {
    Access access = read(POD);
    ApiAccess now = source(access).access();
    assertThat(now)
        .isEqualTo(
            new ApiAccess(
                URI.create("https://10.96.0.1:443"),
                Certificates.A,
                "",
                "",
                token("one"),
                false,
                "",
                ""));
    assertThat(access.toString())
        .contains("https://10.96.0.1:443 (in-cluster)")
        .doesNotContain("one,", "=one", "BEGIN");
    ApiAccess six =
        source(
                read(
                    Map.of(
                        "KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443")))
            .access();
    assertThat(six.server()).hasToString("https://[fd00::1]:6443");
  }

  @Test
  void aTokenIsReadAgainWhenItIsOld() throws IOException {
    AccessSource source = source(read(POD));
    assertThat(source.access().credentials()).isEqualTo(token("one"));
    Files.writeString(folder.resolve("token"), "two");
    Files.writeString(folder.resolve("ca.crt"), Certificates.B);
    nanos.addAndGet(RereadFile.AGE_MAX.toNanos() - 1);
    assertThat(source.access().credentials()).isEqualTo(token("one"));
    nanos.addAndGet(1);
    assertThat(source.access().credentials()).isEqualTo(token("two"));
    assertThat(source.access().authorities()).isEqualTo(Certificates.B);
  }

  @Test
  void aTokenThatIsRefusedIsReadAgainAtOnce() throws IOException {
    AccessSource source = source(read(POD));
    ApiAccess used = source.access();
    Files.writeString(folder.resolve("token"), "two");
    source.refused(used);
    assertThat(source.access().credentials()).isEqualTo(token("two"));
  }

  @Test
  void aTokenThatCanNoLongerBeReadStays() throws IOException {
    AccessSource source = source(read(POD));
    Files.delete(folder.resolve("token"));
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(source.access().credentials()).isEqualTo(token("one"));
    Files.writeString(folder.resolve("token"), " ");
    assertThat(source.access().credentials()).isEqualTo(token("one"));
    Files.writeString(folder.resolve("token"), "two");
    assertThat(source.access().credentials()).isEqualTo(token("two"));
  }

  @Test
  void aTokenThatNoHeaderCanHaveIsNeverShown() throws IOException {
    AccessSource source = source(read(POD));
    Files.writeString(folder.resolve("token"), "sec\nret");
    source.refused(source.access());
    assertThatThrownBy(source::access)
        .isInstanceOf(IOException.class)
        .hasMessage("the token has characters that no header can have");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertThat(read(Map.of()))
        .isEqualTo(
            new Access.Refused(
                "in-cluster: KUBERNETES_SERVICE_HOST is not set (expected: as it is in a pod)"));
    assertThat(read(Map.of("KUBERNETES_SERVICE_HOST", "h")).toString())
        .contains("KUBERNETES_SERVICE_PORT is not set");
    Files.writeString(folder.resolve("ca.crt"), "x");
    assertThat(read(POD).toString()).contains("certificate authority: has no CERTIFICATE");
    Files.delete(folder.resolve("ca.crt"));
    assertThat(read(POD))
        .isEqualTo(
            new Access.Refused(
                "in-cluster: certificate authority "
                    + folder.resolve("ca.crt")
                    + ": there is no such file"));
    Files.writeString(folder.resolve("ca.crt"), Certificates.A);
    Files.writeString(folder.resolve("token"), "");
    assertThat(read(POD).toString()).contains("token " + folder.resolve("token") + ": it is empty");
    Files.write(folder.resolve("token"), new byte[RereadFile.BYTES_MAX + 1]);
    assertThat(read(POD).toString()).contains("over 1048576 bytes");
    Files.delete(folder.resolve("token"));
    Files.createDirectory(folder.resolve("token"));
    assertThat(read(POD).toString()).contains("token " + folder.resolve("token") + ": Is a direct");
  }

  @Test
  void aCorefileNamesItsServer() throws IOException {
    String ca = folder.resolve("ca.crt").toString();
    Access plain = Endpoint.read("http://localhost:8080/base", List.of(), Map.of(), nanos::get);
    assertThat(source(plain).access().server()).hasToString("http://localhost:8080/base");
    Access bare = Endpoint.read("10.0.0.1:8080", List.of(), Map.of(), nanos::get);
    assertThat(source(bare).access().server()).hasToString("http://10.0.0.1:8080");
    Access secured = Endpoint.read("10.0.0.1", List.of("", "", ca), Map.of(), nanos::get);
    assertThat(source(secured).access().server()).hasToString("https://10.0.0.1");
    assertThat(source(secured).access().authorities()).isEqualTo(Certificates.A);
    Access half = Endpoint.read("https://10.0.0.1", List.of(ca, "", ca), Map.of(), nanos::get);
    assertThat(half.toString()).contains("a certificate without key");
    List<String> missing = List.of("/none/c", "/none/k", ca);
    assertThat(Endpoint.read("https://h", missing, Map.of(), nanos::get).toString())
        .contains("endpoint https://h: ", "/none/c: there is no such file");
    assertThat(Endpoint.read("https://a b", List.of(), Map.of(), nanos::get).toString())
        .contains("is no URL");
    assertThat(Endpoint.read("https://u:geheim@h", List.of(), Map.of(), nanos::get).toString())
        .contains("endpoint https://[...]@h: server: has a user in its URL")
        .doesNotContain("geheim");
    List<String> noPath = List.of("", "", "\0");
    assertThat(Endpoint.read("https://h", noPath, Map.of(), nanos::get).toString())
        .contains("endpoint https://h: tls: Nul character");
    assertThat(Endpoint.read("ftp://h", List.of(), Map.of(), nanos::get).toString())
        .contains("no http(s) URL");
  }
}
