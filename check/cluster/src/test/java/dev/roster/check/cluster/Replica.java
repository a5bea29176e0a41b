package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.kit.Netns;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// `roster serve --kubeconfig`, a process with health, readiness and metrics, which can be ended
/// and started again at the same ports.
final class Replica implements AutoCloseable {
  /// How long it still serves when it was told to end.
  static final Duration LAMEDUCK = Duration.ofSeconds(2);

  static final String TOKEN = "a-token-of-this-test";

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final int HTTP_MILLIS = 2_000;
  private static final int END_SECONDS_MAX = 20;

  private final Path folder;
  private final List<String> before;
  private final String address;
  private final int dns = RosterProcess.freePort();
  private final int ready = RosterProcess.freePort();
  private final int metrics = RosterProcess.freePort();
  private Process process;

  /// Starts it; it has a folder for itself.
  ///
  /// @param before what runs the command
  Replica(Path folder, List<String> before, String address, ApiServer server, Identity identity)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.before = List.copyOf(before);
    this.address = address;
    server.tokens(Set.of(TOKEN));
    Files.writeString(folder.resolve("kubeconfig"), kubeconfig(server, identity));
    Files.writeString(folder.resolve("Corefile"), corefile());
    this.process = begin();
  }

  private static String kubeconfig(ApiServer server, Identity identity) {
    byte[] authority = identity.certificatePem().getBytes(StandardCharsets.US_ASCII);
    return """
    apiVersion: v1
    kind: Config
    current-context: it
    clusters:
    - name: it
      cluster:
        server: %s
        tls-server-name: localhost
        certificate-authority-data: %s
    users:
    - name: it
      user: {token: %s}
    contexts:
    - name: it
      context: {cluster: it, user: it}
    """
        .formatted(server.uri(), Base64.getEncoder().encodeToString(authority), TOKEN);
  }

  private String corefile() throws IOException {
    return """
    .:%d {
      bind %s
      health %s:%d {
        lameduck %ds
      }
      ready %s:%d
      prometheus %s:%d
      kubernetes cluster.local
    }
    """
        .formatted(
            dns,
            address,
            address,
            RosterProcess.freePort(),
            LAMEDUCK.toSeconds(),
            address,
            ready,
            address,
            metrics);
  }

  private Process begin() throws IOException {
    List<String> command = new ArrayList<>(before);
    List<String> java = Netns.java("dev.roster.app.Main");
    command.add(java.getFirst());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(java.subList(1, java.size()));
    command.addAll(List.of("serve", "--kubeconfig", folder.resolve("kubeconfig").toString()));
    command.addAll(List.of("--corefile", folder.resolve("Corefile").toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile()))
        .start();
  }

  /// Starts it again.
  void again() throws IOException {
    process = begin();
  }

  Process process() {
    return process;
  }

  int dns() {
    return dns;
  }

  String address() {
    return address;
  }

  /// The code of `/ready`; 0 where nobody listens.
  int ready() {
    try {
      return http(ready, "/ready").getResponseCode();
    } catch (IOException nobody) {
      return 0;
    }
  }

  void awaitReady() {
    await()
        .atMost(START_MAX)
        .pollInterval(Duration.ofMillis(20))
        .failFast(() -> assertThat(process.isAlive()).as(output()).isTrue())
        .until(() -> ready() == 200);
  }

  /// The sum of a metric's samples that begin with these characters; NaN where there is none.
  double metric(String begin) throws IOException {
    String page;
    try (var in = http(metrics, "/metrics").getInputStream()) {
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    double[] samples =
        page.lines()
            .filter(line -> line.startsWith(begin))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .toArray();
    double sum = samples.length == 0 ? Double.NaN : 0;
    for (double each : samples) sum += each;
    return sum;
  }

  private HttpURLConnection http(int port, String path) throws IOException {
    URI uri = URI.create("http://" + address + ":" + port + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(HTTP_MILLIS);
    connection.setReadTimeout(HTTP_MILLIS);
    return connection;
  }

  String output() {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException none) {
      return "(no output: " + none.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException asked) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
