package dev.roster.check.cluster;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.kubernetes.config.Access;
import dev.roster.kubernetes.config.Kubeconfig;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.http.Reply;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// kubectl beside Roster: with the same kubeconfig both are refused, or both ask as the same. The
/// program is found in `PATH`, or named by `ROSTER_KUBECTL`.
@Tag("slow")
class KubectlTest {
  private static final int KUBECTL_SECONDS_MAX = 60;
  private static final String V1 = "apiVersion: client.authentication.k8s.io/v1";
  private static final String NEVER = V1 + ", interactiveMode: Never";

  @TempDir static Path folder;
  private static WitnessServer server;
  private static Identity own;
  private static Identity client;
  private static String kubectl = "";

  @BeforeAll
  static void start() throws Exception {
    Optional<String> named = Optional.ofNullable(System.getenv("ROSTER_KUBECTL"));
    kubectl =
        named.orElseGet(() ->
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(each -> Path.of(each, "kubectl"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(""));
    Assumptions.assumeTrue(!kubectl.isEmpty(), "no kubectl on this machine");
    own = Identity.make(folder, "server");
    client = Identity.make(folder, "client");
    server = new WitnessServer(own, client);
    Files.writeString(folder.resolve("ca.pem"), own.certificatePem());
    Files.writeString(folder.resolve("other.pem"), client.certificatePem());
    Files.writeString(folder.resolve("c.pem"), client.certificatePem());
    Files.writeString(folder.resolve("k.pem"), client.keyPem());
    Files.writeString(folder.resolve("token"), "from-file\n");
    script(
        "gives", "echo noise >&2; cat <<E\n" + answer("v1", "\"token\": \"$*:$NAME\"") + "\nE\n");
    script("beta", "echo '" + answer("v1beta1", "\"token\": \"beta\"") + "'");
    script("pair", "cat " + Files.writeString(folder.resolve("pair.json"), pair()));
    script("fails", "exit 1");
    script("empty", "echo '" + answer("v1", "") + "'");
    Path told = folder.resolve("told.json");
    String token = answer("v1", "\"token\": \"told\"");
    script("told", "echo \"$KUBERNETES_EXEC_INFO\" > " + told + "; echo '" + token + "'");
  }

  @AfterAll
  static void stop() {
    if (!kubectl.isEmpty()) server.close();
  }

  private static String answer(String version, String status) {
    return "{\"apiVersion\": \"client.authentication.k8s.io/"
        + version
        + "\", \"kind\": \"ExecCredential\", \"status\": {"
        + status
        + "}}";
  }

  private static String pair() {
    return answer(
        "v1",
        "\"clientCertificateData\": \""
            + client.certificatePem().replace("\n", "\\n")
            + "\", \"clientKeyData\": \""
            + client.keyPem().replace("\n", "\\n")
            + "\"");
  }

  private static void script(String name, String body) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A kubeconfig.
  ///
  /// @param asked whether it is one that a server can be asked with
  record Case(String cluster, String user, boolean asked) {
    @Override
    public String toString() {
      return cluster + " | " + (user.length() > 100 ? user.substring(0, 100) : user);
    }
  }

  private static Case right(String user) {
    return new Case("certificate-authority: ca.pem", user, true);
  }

  private static Case wrong(String user) {
    return new Case("certificate-authority: ca.pem", user, false);
  }

  private static Case cluster(String text, boolean asked) {
    return new Case(text, "token: t", asked);
  }

  static List<Case> cases() {
    return List.of(
        right("token: t"),
        right("tokenFile: token"),
        right("token: t, tokenFile: token"),
        right("token: t, tokenFile: none"),
        wrong("tokenFile: none"),
        right("username: joe, password: 'a:b'"),
        wrong("token: t, username: joe"),
        right("client-certificate: c.pem, client-key: k.pem"),
        right("client-certificate: c.pem, client-key: k.pem, token: t"),
        right("client-certificate-data: %c, client-key: k.pem"),
        right("client-certificate-data: %c, client-key-data: %k"),
        wrong("client-certificate-data: %c, client-certificate: c.pem, client-key: k.pem"),
        wrong("client-certificate: c.pem"),
        wrong("client-certificate: none, client-key: k.pem"),
        wrong("client-certificate: c.pem, client-key: c.pem"),
        right("exec: {" + NEVER + ", command: ./gives}"),
        right("exec: {" + V1 + ", interactiveMode: IfAvailable, command: ./gives}"),
        right(
            "exec: {"
                + NEVER
                + ", command: ./gives, args: ['$HOME', ';', a], env: [{name: NAME,"
                + " value: '*'}]}"),
        right("exec: {" + NEVER + ", command: ./pair}"),
        right("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./beta}"),
        right("exec: {" + NEVER + ", command: ./gives}, token: t"),
        wrong("exec: {" + V1 + ", command: ./gives}"),
        wrong("exec: {" + V1 + ", interactiveMode: Always, command: ./gives}"),
        wrong("exec: {" + NEVER + ", command: ./beta}"),
        wrong("exec: {" + NEVER + ", command: ./fails}"),
        wrong("exec: {" + NEVER + ", command: ./empty}"),
        wrong("exec: {" + NEVER + ", command: ./none}"),
        wrong("exec: {" + NEVER + ", command: gives}"),
        wrong("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: ./gives}"),
        wrong("exec: text"),
        wrong("token: [t]"),
        cluster("certificate-authority-data: %a", true),
        cluster("certificate-authority-data: '*'", false),
        cluster("certificate-authority: none", false),
        cluster("certificate-authority: other.pem", false),
        cluster("tls-server-name: localhost, certificate-authority: ca.pem", true),
        cluster("tls-server-name: example.org, certificate-authority: ca.pem", false),
        cluster("insecure-skip-tls-verify: true", true),
        cluster("insecure-skip-tls-verify: true, certificate-authority: ca.pem", false),
        cluster("proxy-url: 'ftp://127.0.0.1:1', certificate-authority: ca.pem", false),
        cluster("proxy-url: 'http://127.0.0.1:1', certificate-authority: ca.pem", false),
        cluster("", false));
  }

  private static Path written(Case each) throws IOException {
    String text =
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: "https://%s", %s}}]
        users: [{name: u, user: {%s}}]
        """
            .formatted(server.hostPort(), each.cluster, each.user)
            .replace("%a", base64(own.certificatePem()))
            .replace("%c", base64(client.certificatePem()))
            .replace("%k", base64(client.keyPem()));
    return Files.writeString(folder.resolve("config"), text);
  }

  /// Runs kubectl; its exit code.
  private static int kubectl(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(kubectl));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(folder.resolve("kubectl.txt").toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().remove("KUBECONFIG");
    Process process = builder.start();
    if (!process.waitFor(KUBECTL_SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
    return process.waitFor();
  }

  private static String roster(String files, String context) throws Exception {
    Access access =
        Kubeconfig.read(files, context, System.getenv(), System::nanoTime, InstantSource.system());
    if (!(access instanceof Access.Ready ready)) return access.toString();
    Reply reply =
        HttpApiClient.of(ready.source(), "1", Map.of()).get("/version", Duration.ofSeconds(9));
    if (reply instanceof Reply.Opened opened) opened.body().close();
    return reply.toString();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bothAskAsTheSame(Case each) throws Exception {
    String file = written(each).toString();
    int code = kubectl(List.of("--kubeconfig", file, "get", "--raw", "/version"));
    String said = Files.readString(folder.resolve("kubectl.txt"));
    List<String> asked = server.taken("/version");
    String ours = roster(file, "");
    assertThat(server.taken("/version"))
        .as("%s; kubectl: %s", ours, said)
        .isEqualTo(code == 0 ? asked.subList(asked.size() - 1, asked.size()) : List.of());
    assertThat(code == 0).as(said).isEqualTo(each.asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", provideClusterInfo: true"})
  void aPluginIsToldTheSame(String provided) throws Exception {
    Case each = right("exec: {" + NEVER + ", command: ./told" + provided + "}");
    String file = written(each).toString();
    assertThat(kubectl(List.of("--kubeconfig", file, "get", "--raw", "/version"))).isZero();
    Tree theirs = JsonReader.read(Files.readString(folder.resolve("told.json")), "kubectl");
    roster(file, "");
    Tree ours = JsonReader.read(Files.readString(folder.resolve("told.json")), "roster");
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void whatKubectlConfigWritesIsRead() throws Exception {
    String file = folder.resolve("made").toString();
    // One in the same folder would be written without it, and looked for in PATH.
    Files.createDirectory(folder.resolve("bin"));
    Files.copy(folder.resolve("gives"), folder.resolve("bin/gives"), COPY_ATTRIBUTES);
    String c = folder.resolve("c.pem").toString();
    for (String line :
        List.of(
            "set-cluster k --server https://"
                + server.hostPort()
                + " --embed-certs"
                + " --certificate-authority "
                + folder.resolve("ca.pem"),
            "set-credentials joe --token t",
            "set-credentials jane --client-certificate "
                + c
                + " --client-key "
                + folder.resolve("k.pem"),
            "set-credentials plugin --exec-command "
                + folder.resolve("bin/gives")
                + " --exec-api-version client.authentication.k8s.io/v1 --exec-arg a"
                + " --exec-env NAME=n --exec-interactive-mode Never",
            "set-context one --cluster k --user joe",
            "set-context two --cluster k --user jane",
            "set-context three --cluster k --user plugin",
            "use-context one")) {
      List<String> arguments = new ArrayList<>(List.of("--kubeconfig", file, "config"));
      arguments.addAll(List.of(line.split(" ")));
      assertThat(kubectl(arguments)).as(line).isZero();
    }
    server.taken("/version"); // kubectl may have asked
    roster(file, "");
    assertThat(server.taken("/version")).containsExactly("Bearer t -");
    roster(folder.resolve("none") + ":" + file, "two");
    assertThat(server.taken("/version")).containsExactly("CN=client");
    String three = roster(file, "three");
    assertThat(server.taken("/version")).as(three).containsExactly("Bearer a:n -");
    assertThat(roster(file, "four")).contains("no context four (");
  }
}
