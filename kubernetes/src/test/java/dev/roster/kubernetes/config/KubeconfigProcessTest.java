package dev.roster.kubernetes.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.kubernetes.config.KubeconfigProcess.Reading;
import dev.roster.kubernetes.http.Credentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The process that reads kubeconfigs, and others in its place.
@Timeout(60)
class KubeconfigProcessTest {
  @TempDir Path folder;

  private Path config() throws Exception {
    return Files.writeString(
        folder.resolve("config"),
        """
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}, {name: d, context: {cluster: k}}]
        clusters: [{name: k, cluster: {server: "https://10.0.0.1:6443"}}]
        users: [{name: u, user: {token: geheim-1}}]
        """);
  }

  private Access read(String file, String context, Map<String, String> environment)
      throws Exception {
    return Kubeconfig.read(file, context, environment, () -> 7, InstantSource.system());
  }

  @Test
  void theRealOneReads() throws Exception {
    String file = config().toString();
    Access access = read(file, "", Map.of("JAVA_TOOL_OPTIONS", "-Xmx1"));
    assertThat(access).as("%s", access).isInstanceOf(Access.Ready.class);
    Access.Ready ready = (Access.Ready) access;
    assertThat(ready.server()).hasToString("https://10.0.0.1:6443");
    assertThat(ready.where())
        .isEqualTo("https://10.0.0.1:6443 (kubeconfig " + file + ", context c, cluster k, user u)");
    assertThat(ready.source().access().credentials()).isEqualTo(new Credentials.Token("geheim-1"));
    assertThat(access.toString()).doesNotContain("geheim");
    assertThat(read("/none:" + file, "x", Map.of()))
        .isEqualTo(new Access.Refused("kubeconfig " + file + ": no context x (c, d)"));
    Files.writeString(folder.resolve("config"), "token: 'geheim");
    assertThat(read(file, "", Map.of()))
        .isEqualTo(new Access.Refused("kubeconfig " + file + ":1:15: is no YAML"));
    assertThat(read("", "", Map.of()))
        .isEqualTo(new Access.Refused("kubeconfig: no file is named"));
  }

  @Test
  void itsArgumentsHoldNoSecret() throws Exception {
    KubeconfigProcess own = KubeconfigProcess.own();
    List<String> command = own.command(List.of("/f"), "c");
    assertThat(command.subList(command.size() - 3, command.size()))
        .containsExactly("dev.roster.kubernetes.kubeconfig.KubeconfigReader", "c", "/f");
    assertThat(command.getFirst()).isEqualTo(System.getProperty("java.home") + "/bin/java");
    Path said = folder.resolve("said");
    Path java = Scripts.write(folder, "java", "env > " + said);
    new KubeconfigProcess(java, "cp", Duration.ofSeconds(9))
        .read(List.of("f"), "", Map.of("LANG", "C", "TOKEN", "geheim", "_JAVA_OPTIONS", "-X"));
    assertThat(Files.readString(said)).contains("LANG=C").doesNotContain("geheim", "_JAVA");
  }

  private String wrong(String body) throws Exception {
    Path java = Scripts.write(folder, "java", body);
    Reading reading =
        new KubeconfigProcess(java, "cp", Duration.ofSeconds(1))
            .read(List.of("f", "g"), "", Map.of("PATH", "/usr/bin:/bin"));
    String why = ((Reading.Wrong) reading).why();
    String begin = "f:g: " + java + ", which reads it, ";
    return why.startsWith(begin) ? why.substring(begin.length()) : why;
  }

  @Test
  void oneThatFailsIsNamed() throws Exception {
    assertThat(wrong("sleep 100")).isEqualTo("takes over 1 s");
    assertThat(wrong("yes")).isEqualTo("prints over 4194304 bytes");
    assertThat(wrong("kill -9 $$")).isEqualTo("ends with code 137: ");
    assertThat(wrong("echo 'Unrecognized option: -XX' >&2; exit 1"))
        .isEqualTo("ends with code 1: Unrecognized option: -XX");
    assertThat(wrong("echo geheim"))
        .isEqualTo("f:g: the process that reads it printed something else");
    Reading missing =
        new KubeconfigProcess(folder.resolve("none"), "cp", Duration.ofSeconds(1))
            .read(List.of("f"), "", Map.of());
    assertThat(missing)
        .isEqualTo(
            new Reading.Wrong(
                "f: "
                    + folder.resolve("none")
                    + ", which reads it, can't be run: No such file or directory"));
  }

  @Test
  void damagedOutputIsRefusedOrRead() {
    String whole =
        """
        {"server":"https://h","place":"p","insecure":true,"token":"geheim","expiresSeconds":7,
         "plugin":{"command":"c","arguments":["a"],"environment":{"n":"v"},"cluster":{}}}
        """;
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.getBytes(StandardCharsets.UTF_8);
      for (int j = random.nextInt(4); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      switch (KubeconfigProcess.read(damaged, "f")) {
        case Reading.Read(var resolved) -> assertThat(resolved.server()).isNotEmpty();
        case Reading.Wrong(String why) -> assertThat(why).startsWith("f: the process");
      }
    }
  }
}
