package dev.roster.kubernetes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.kubeconfig.Resolved;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Credential plugins, right and wrong.
@Timeout(60)
class PluginTest {
  static final String V1 = "client.authentication.k8s.io/v1";
  private static final ApiAccess ACCESS =
      new ApiAccess(
          URI.create("https://h"), "pem", "", "", new Credentials.None(), true, "sni", "http://p");

  @TempDir Path folder;

  static String credential(String status) {
    return "{\"apiVersion\":\""
        + V1
        + "\",\"kind\":\"ExecCredential\",\"status\":{"
        + status
        + "}}";
  }

  private Plugin plugin(String body, boolean provide) throws IOException {
    String script = Scripts.write(folder, "plugin", body).toString();
    Resolved.Plugin resolved =
        new Resolved.Plugin(
            V1,
            script,
            List.of("a b", "$(touch " + folder.resolve("oops") + ")", "--secret=geheim"),
            Map.of("KEY", "verborgen"),
            provide,
            Optional.of(Tree.Obj.EMPTY),
            "install it");
    return new Plugin(resolved, Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(2));
  }

  private Plugin.Credential fetch(String body) throws IOException {
    return plugin(body, false).fetch(ACCESS);
  }

  private void fails(String body, String why) {
    assertThatThrownBy(() -> fetch(body))
        .isInstanceOf(IOException.class)
        .hasMessage("plugin " + folder.resolve("plugin") + " " + why);
  }

  @Test
  void aTokenIsFetched() throws IOException {
    String answer = credential("\"token\":\"t\",\"expirationTimestamp\":\"2026-01-01T00:00:00Z\"");
    Plugin.Credential got = fetch("echo noise >&2; echo '" + answer + "'");
    assertThat(got)
        .isEqualTo(
            new Plugin.Credential("t", "", "", Optional.of(Instant.parse("2026-01-01T00:00:00Z"))));
    assertThat(got.in(ACCESS).credentials()).isEqualTo(new Credentials.Token("t"));
    assertThat(got.toString()).doesNotContain("=t");
    String pair = credential("\"clientCertificateData\":\"c\",\"clientKeyData\":\"k\"");
    ApiAccess shown = fetch("echo '" + pair + "'").in(ACCESS);
    assertThat(shown.certificate() + shown.key()).isEqualTo("ck");
    assertThat(shown.credentials()).isEqualTo(new Credentials.None());
  }

  @Test
  void itsArgumentsAreNotReadByAShell() throws IOException {
    Path said = folder.resolve("said");
    fetch(
        "printf '%s\\n' \"$@\" \"$KEY\" > "
            + said
            + "; echo '"
            + credential("\"token\":\"t\"")
            + "'");
    String wanted = "a b\n$(touch " + folder.resolve("oops") + ")\n--secret=geheim\nverborgen\n";
    assertThat(said).hasContent(wanted);
    assertThat(folder.resolve("oops")).doesNotExist();
  }

  @Test
  void itIsToldOfTheClusterIfItWantsTo() throws Exception {
    Path said = folder.resolve("said");
    String body =
        "echo \"$KUBERNETES_EXEC_INFO\" > "
            + said
            + "; echo '"
            + credential("\"token\":\"t\"")
            + "'";
    plugin(body, true).fetch(ACCESS);
    Tree.Obj told = (Tree.Obj) JsonReader.read(Files.readString(said), "x");
    assertThat(told)
        .isEqualTo(
            JsonReader.read(
                """
                {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                 "spec": {"interactive": false, "cluster": {"server": "https://h",
                  "tls-server-name": "sni", "insecure-skip-tls-verify": true,
                  "certificate-authority-data": "cGVt", "proxy-url": "http://p", "config": {}}}}
                """,
                "x"));
    fetch(body);
    assertThat(Files.readString(said)).contains("\"interactive\":false").doesNotContain("cluster");
  }

  @Test
  void whatItDoesWrongIsNamed() {
    fails(
        "echo no geheim --secret=geheim verborgen >&2; exit 4",
        "ends with code 4: no geheim [...] [...]");
    fails("exit 1", "ends with code 1");
    fails("sleep 100", "takes over 2 s (install it)");
    fails("yes", "prints over 1048576 bytes (install it)");
    fails("echo geheim", "prints no JSON (expected: an ExecCredential)");
    fails("true", "prints no JSON (expected: an ExecCredential)");
    fails("echo []", "prints no ExecCredential");
    fails(
        "echo '{\"kind\":\"ExecCredential\"}'", "prints another apiVersion (expected: " + V1 + ")");
    fails("echo '" + credential("") + "'", "gives neither a token nor a certificate");
    fails(
        "echo '" + credential("\"clientKeyData\":\"k\"") + "'",
        "gives a certificate without key, or a key without certificate");
    fails(
        "echo '" + credential("\"token\":\"a\\u0001b\"") + "'",
        "gives a token with characters that no header can have");
    fails(
        "echo '" + credential("\"token\":\"t\",\"expirationTimestamp\":\"soon\"") + "'",
        "gives an expirationTimestamp that is no time");
  }

  @Test
  void damagedAnswersAreFailures() throws IOException {
    Path answer = folder.resolve("answer");
    Plugin plugin = plugin("cat " + answer, false);
    byte[] whole =
        credential("\"token\":\"geheim\",\"expirationTimestamp\":\"2026-01-01T00:00:00Z\"")
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      Files.write(answer, Arrays.copyOf(damaged, 1 + random.nextInt(2 * whole.length)));
      try {
        assertThat(plugin.fetch(ACCESS).token()).isNotEmpty();
      } catch (IOException failed) {
        assertThat(failed.getMessage()).startsWith("plugin ").doesNotContain("geheim");
      }
    }
  }
}
