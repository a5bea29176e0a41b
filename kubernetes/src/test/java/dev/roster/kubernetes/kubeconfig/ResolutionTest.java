package dev.roster.kubernetes.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.kubernetes.kubeconfig.Resolved.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a kubeconfig comes to, and what is said of a wrong one.
class ResolutionTest {
  private static final String FRAME =
      """
      apiVersion: v1
      kind: Config
      current-context: c
      contexts:
      - name: c
        context: {cluster: k, user: u}
      clusters:
      - name: k
        cluster: {server: "https://h:6443"%s}
      users:
      - name: u
        user: {%s}
      """;

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Resolved read(String context, Path... files) throws WrongException {
    List<String> names = List.of(files).stream().map(Path::toString).toList();
    Instant now = Instant.ofEpochSecond(1_000_000_000);
    Resolved resolved = new Resolution(KubeconfigFiles.read(names), () -> now).of(context);
    assertThat(resolved.toString()).doesNotContain("secret");
    return resolved;
  }

  private Resolved user(String text) throws IOException, WrongException {
    return read("", file("f", FRAME.formatted("", text)));
  }

  private Resolved cluster(String text) throws IOException, WrongException {
    return read("", file("f", FRAME.formatted(", " + text, "")));
  }

  private static String wrong(ThrowingCallable reading) {
    List<String> message = new ArrayList<>();
    assertThatThrownBy(reading)
        .isInstanceOf(WrongException.class)
        .satisfies(each -> message.add(each.getMessage()));
    assertThat(message.getFirst()).doesNotContain("secret");
    return message.getFirst();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenIsHeld() throws Exception {
    Resolved resolved = user("token: secret-1");
    assertThat(resolved.server()).isEqualTo("https://h:6443");
    assertThat(resolved.token()).isEqualTo("secret-1");
    assertThat(resolved.place()).isEqualTo("context c, cluster k, user u");
    assertThat(resolved.authorities()).isEqualTo(Part.NONE);
    assertThat(user("tokenFile: t").tokenFile()).isEqualTo(folder.resolve("t").toString());
    assertThat(user("tokenFile: /t").tokenFile()).isEqualTo("/t");
    Resolved basic = user("username: joe, password: secret");
    assertThat(basic.user() + ":" + basic.password()).isEqualTo("joe:secret");
  }

  @Test
  void pathsBeginWhereTheFileStandsAndDataIsDecoded() throws Exception {
    assertThat(cluster("certificate-authority: ../ca.pem").authorities())
        .isEqualTo(new Part("", folder.resolve("../ca.pem").toString()));
    assertThat(cluster("certificate-authority-data: " + base64("pem")).authorities())
        .isEqualTo(new Part("pem", ""));
    Resolved both = user("client-certificate: c, client-key-data: " + base64("secret key"));
    assertThat(both.certificate()).isEqualTo(new Part("", folder.resolve("c").toString()));
    assertThat(both.key()).isEqualTo(new Part("secret key", ""));
  }

  @Test
  void aClusterSaysHowItIsReached() throws Exception {
    Resolved resolved =
        cluster(
            "insecure-skip-tls-verify: true, tls-server-name: other, proxy-url: 'socks5://p:1'");
    assertThat(resolved.insecure()).isTrue();
    assertThat(resolved.serverName()).isEqualTo("other");
    assertThat(resolved.proxy()).isEqualTo("socks5://p:1");
    Path bare = file("f", FRAME.formatted("", "").replace("https://h:6443", "h:8080"));
    assertThat(read("", bare).server()).isEqualTo("http://h:8080");
    Path secured =
        file(
            "f",
            FRAME
                .formatted(", insecure-skip-tls-verify: true", "")
                .replace("https://h:6443", "h:8443"));
    assertThat(read("", secured).server()).isEqualTo("https://h:8443");
  }

  @Test
  void aPluginIsDescribed() throws Exception {
    Resolved resolved =
        user(
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/p, args: [a b, $x],"
                + " env: [{name: N, value: secret}], interactiveMode: Never,"
                + " provideClusterInfo: true, installHint: get it}");
    Resolved.Plugin plugin = resolved.plugin().orElseThrow();
    assertThat(plugin)
        .isEqualTo(
            new Resolved.Plugin(
                "client.authentication.k8s.io/v1",
                folder.resolve("./bin/p").toString(),
                List.of("a b", "$x"),
                Map.of("N", "secret"),
                true,
                Optional.empty(),
                "get it"));
    assertThat(plugin.toString()).doesNotContain("secret", "a b");
    Resolved beta = user("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: p}");
    assertThat(beta.plugin().orElseThrow().command()).isEqualTo("p");
    Resolved known =
        user("token: t, exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: p}");
    assertThat(known.plugin()).isEmpty();
  }

  @Test
  void aClusterHasWordsForPlugins() throws Exception {
    String text =
        FRAME.formatted(
            ", extensions: [{name: client.authentication.k8s.io/exec, extension: {a: [1, true]}}]",
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, provideClusterInfo:"
                + " true, interactiveMode: IfAvailable}");
    Resolved resolved = read("", file("f", text));
    assertThat(JsonWriter.write(resolved.plugin().orElseThrow().cluster().orElseThrow()))
        .isEqualTo("{\"a\":[1,true]}");
  }

  @Test
  void whatIsNamedFirstCounts() throws Exception {
    Path one =
        file(
            "one",
            """
            contexts:
            - {name: c, context: {cluster: k, user: u}}
            users:
            - {name: u, user: {token: first}}
            """);
    Path two =
        file(
            "two",
            FRAME.formatted("", "token: second, username: ''")
                + "- {name: v, user: {tokenFile: t}}\n"
                + "preferences: {}\n");
    assertThat(read("", one, two).token()).isEqualTo("first");
    assertThat(read("", two, one).token()).isEqualTo("second");
    assertThat(read("", folder.resolve("none"), two).token()).isEqualTo("second");
    assertThat(wrong(() -> read("", folder.resolve("none"))))
        .isEqualTo(folder.resolve("none") + ": there is no such file");
    assertThat(wrong(() -> read("", folder.resolve("a"), folder.resolve("b"))))
        .isEqualTo("none of these files is there");
  }

  @Test
  void aNameThatIsNotThereIsRefused() throws Exception {
    Path f = file("f", FRAME.formatted("", ""));
    assertThat(wrong(() -> read("x", f))).isEqualTo(f + ": no context x (c)");
    Path other =
        file("g", FRAME.formatted("", "").replace("{cluster: k, user: u}", "{cluster: x}"));
    assertThat(wrong(() -> read("", other))).isEqualTo(other + ": no cluster x (k)");
    Path user = file("g", FRAME.formatted("", "").replace("user: u}", "user: x}"));
    assertThat(wrong(() -> read("", user))).isEqualTo(user + ": no user x (u)");
    Path anonymous = file("g", FRAME.formatted("", "").replace(", user: u}", "}"));
    assertThat(read("", anonymous).place()).isEqualTo("context c, cluster k");
    Path none = file("g", FRAME.formatted("", "").replace("current-context: c", ""));
    assertThat(wrong(() -> read("", none)))
        .isEqualTo(none + ": has no current-context, and none was asked for");
    Path twice = file("g", FRAME.formatted("", "") + "- {name: u, user: {}}\n");
    assertThat(wrong(() -> read("", twice))).isEqualTo(twice + ": user u stands there twice");
  }

  @Test
  void whatContradictsItselfIsRefused() throws Exception {
    String who = folder.resolve("f") + ": user u: ";
    String data = base64("secret");
    assertThat(wrong(() -> user("token: secret, username: joe")))
        .isEqualTo(who + "has a token and a username (expected: one of them)");
    assertThat(wrong(() -> user("client-key: k, client-key-data: " + data)))
        .isEqualTo(who + "client-key and client-key-data are both there (expected: one of them)");
    assertThat(wrong(() -> user("client-key-data: " + data)))
        .isEqualTo(who + "has a client-key without client-certificate");
    assertThat(wrong(() -> user("client-key-data: '*secret*'")))
        .isEqualTo(who + "client-key-data is no base64");
    assertThat(wrong(() -> user("as: joe"))).startsWith(who + "acts as another (as)");
    assertThat(wrong(() -> user("as-groups: [a]"))).startsWith(who + "acts as another (as)");
    String exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: c";
    assertThat(wrong(() -> user(exec + "}")))
        .isEqualTo(who + "exec: has no interactiveMode (expected: Never or IfAvailable)");
    assertThat(wrong(() -> user(exec + ", interactiveMode: Always}")))
        .startsWith(who + "exec: interactiveMode is \"Always\"");
    assertThat(wrong(() -> user("exec: {command: c}")))
        .startsWith(who + "exec: apiVersion is \"\" (expected: client.auth");
    assertThat(wrong(() -> user("exec: {apiVersion: client.authentication.k8s.io/v1beta1}")))
        .isEqualTo(who + "exec: has no command");
    assertThat(wrong(() -> user(exec + "}, auth-provider: {name: oidc}")))
        .isEqualTo(who + "has exec and auth-provider (expected: one of them)");
    assertThat(wrong(() -> user("auth-provider: {name: gcp}")))
        .isEqualTo(who + "auth-provider is gcp (expected: oidc, or a plugin by exec)");
    String at = folder.resolve("f") + ": cluster k: ";
    assertThat(wrong(() -> cluster("insecure-skip-tls-verify: true, certificate-authority: f")))
        .startsWith(at + "has a certificate-authority, and insecure");
    Path none = file("g", FRAME.formatted("", "").replace("https://h:6443", ""));
    assertThat(wrong(() -> read("", none))).isEqualTo(none + ": cluster k: has no server");
  }

  @Test
  void whatCanNotBeReadIsTakenForNothingElse() throws Exception {
    Path f = folder.resolve("f");
    assertThat(wrong(() -> user("exec: secret")))
        .isEqualTo(f + ": users[0].user.exec is not of the kind that belongs there");
    assertThat(wrong(() -> user("token: [secret]")))
        .isEqualTo(f + ": users[0].user.token is not of the kind that belongs there");
    assertThat(wrong(() -> read("", file("f", "users: secret"))))
        .isEqualTo(f + ": users is not of the kind that belongs there");
    assertThat(wrong(() -> user("token: 'secret"))).isEqualTo(f + ":13:1: is no YAML");
    assertThat(wrong(() -> read("", file("f", "{\"users\":[{\"user\": \"secret"))))
        .startsWith(f + ":");
    assertThat(wrong(() -> read("", file("f", "secret")))).startsWith(f + ": is no kubeconfig");
    assertThat(wrong(() -> read("", file("f", "- secret")))).startsWith(f + ": is no kubeconfig");
    assertThat(wrong(() -> read("", file("f", " ")))).startsWith(f + ": is no kubeconfig");
    assertThat(wrong(() -> read("", file("f", "")))).isEqualTo(f + ": it is empty");
    assertThat(wrong(() -> read("", file("f", "kind: Pod"))))
        .isEqualTo(f + ": its kind is Pod (expected: Config)");
    assertThat(wrong(() -> read("", folder))).isEqualTo(folder + ": is no file");
    assertThat(wrong(() -> read("", file("f", "users: [~]\ncurrent-context: c"))))
        .isEqualTo(f + ": users[0] is not of the kind that belongs there");
    assertThat(wrong(() -> read("", file("f", "current-context: c"))))
        .isEqualTo(f + ": no context c (there is none)");
  }

  @Test
  void anIdentityTokenCountsUntilItsEnd() throws Exception {
    String claims = base64("{\"exp\":1000000011}").replace("=", "");
    Resolved resolved = user("auth-provider: {name: oidc, config: {id-token: e." + claims + ".s}}");
    assertThat(resolved.token()).isEqualTo("e." + claims + ".s");
    assertThat(resolved.expiresSeconds()).isEqualTo(1_000_000_011);
    String over = base64("{\"exp\":1000000010}").replace("=", "");
    assertThat(
            wrong(() -> user("auth-provider: {name: oidc, config: {id-token: e." + over + ".s}}")))
        .endsWith("auth-provider: its id-token is over, and there is no refresh-token");
  }

  @Test
  void whatIsPrintedIsReadBack() throws Exception {
    Resolved full =
        new Resolved(
            "https://h",
            "place",
            true,
            "name",
            "http://p",
            new Part("a\n", ""),
            new Part("", "/c"),
            new Part("k", ""),
            "token",
            "/t",
            "user",
            "password",
            7,
            Optional.of(
                new Resolved.Plugin(
                    "v",
                    "c",
                    List.of("", "b"),
                    Map.of("n", ""),
                    true,
                    Optional.of(Tree.Obj.EMPTY),
                    "hint")));
    for (Resolved each : List.of(full, user("token: t"))) {
      String json = JsonWriter.write(each.tree());
      assertThat(Resolved.of((Tree.Obj) JsonReader.read(json, "x"))).isEqualTo(each);
    }
  }

  /// No damage makes it throw anything else, or tell what stood there.
  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    String whole =
        FRAME.formatted(
            ", certificate-authority-data: " + base64("pem"),
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, interactiveMode:"
                + " Never, args: [secret], env: [{name: N, value: secret}]}, token: secret");
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      StringBuilder damaged = new StringBuilder(whole);
      int times = 1 + random.nextInt(3);
      for (int j = 0; j < times; j++) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(4)) {
          case 0 -> damaged.deleteCharAt(at);
          case 1 -> damaged.insert(at, "{}[]:,'\"\n -&*!%@|>~?\0\t".charAt(random.nextInt(21)));
          case 2 -> damaged.setCharAt(at, (char) random.nextInt(256));
          default -> damaged.setLength(Math.max(at, 1));
        }
      }
      try {
        assertThat(read("", file("f", damaged.toString())).server()).isNotEmpty();
      } catch (WrongException wrong) {
        refused++;
        assertThat(wrong.getMessage()).doesNotContain("secret").doesNotContainPattern("cGVt");
      }
    }
    assertThat(refused).isBetween(100, 599);
  }
}
