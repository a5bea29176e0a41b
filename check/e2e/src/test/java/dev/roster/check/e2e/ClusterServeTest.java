package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer;
import dev.roster.check.cluster.ClusterObjects;
import dev.roster.check.cluster.Identity;
import dev.roster.check.cluster.RecordedRequest;
import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// `roster serve --kubeconfig` as a process, with an API server that does what it is told.
class ClusterServeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String DB = "db.prod.svc.cluster.local";

  @TempDir private Path folder = Path.of("");

  private final ClusterObjects objects = new ClusterObjects();
  private final HttpClient http = HttpClient.newHttpClient();
  private ApiServer server;
  private int dns;
  private int page;

  @BeforeEach
  void begin() throws Exception {
    Identity identity = Identity.make(folder, "server");
    put("{'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': 'kube-system'}}");
    put("{'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': 'prod'}}");
    put(
        """
        {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 'db', 'namespace': 'prod'},
         'spec': {'clusterIP': 'None', 'ports': [{'name': 'pg', 'port': 5432}]}}
        """);
    members("10.1.0.1", "10.1.0.2");
    server = new ApiServer(objects, ApiServer.Options.USUAL, identity, identity);
    server.tokens(Set.of("a-token"));
    Files.writeString(folder.resolve("ca.crt"), identity.certificatePem());
    Files.writeString(
        folder.resolve("kubeconfig"),
        """
        {apiVersion: v1, kind: Config, current-context: x,
         clusters: [{name: c, cluster: {server: "%s", certificate-authority: ca.crt}}],
         users: [{name: u, user: {token: a-token}}],
         contexts: [{name: x, context: {cluster: c, user: u}}]}
        """
            .formatted(server.uri()));
    dns = RosterProcess.freePort();
    page = RosterProcess.freePort();
    Files.writeString(
        folder.resolve("Corefile"),
        """
        .:%d {
            bind 127.0.0.1
            ready 127.0.0.1:%d
            prometheus 127.0.0.1:%d
            kubernetes cluster.local
        }
        """
            .formatted(dns, page, page));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private void put(String text) throws MalformedTextException {
    objects.put((Tree.Obj) JsonReader.read(text.replace('\'', '"'), "test"));
  }

  private void members(String... addresses) throws MalformedTextException {
    List<String> endpoints =
        Stream.of(addresses)
            .map(each -> "{'addresses': ['" + each + "'], 'conditions': {'ready': true}}")
            .toList();
    put(
        """
        {'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice', 'addressType': 'IPv4',
         'metadata': {'name': 'db-x', 'namespace': 'prod',
                      'labels': {'kubernetes.io/service-name': 'db'}},
         'ports': [{'name': 'pg', 'port': 5432, 'protocol': 'TCP'}], 'endpoints': %s}
        """
            .formatted(endpoints));
  }

  private RosterProcess serve() throws IOException {
    return RosterProcess.start(
        folder, "serve", "--kubeconfig", "kubeconfig", "--corefile", "Corefile");
  }

  private List<String> answers() throws IOException {
    return Ask.udp(dns, DB, "A").getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .sorted()
        .toList();
  }

  private String page(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + page + path);
    HttpResponse<String> reply =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return reply.statusCode() + " " + reply.body();
  }

  private static void until(org.awaitility.core.ThrowingRunnable assertion) {
    await().atMost(LONG).pollInterval(Duration.ofMillis(20)).untilAsserted(assertion);
  }

  @Test
  void membersAreFollowedAndTheLastOnesKeptWhileTheServerIsAway() throws Exception {
    try (RosterProcess roster = serve()) {
      assertThat(roster.awaitAnswers(dns)).isEmpty();
      until(() -> assertThat(answers()).containsExactly("10.1.0.1", "10.1.0.2"));
      until(() -> assertThat(page("/ready")).isEqualTo("200 OK"));
      members("10.1.0.1", "10.1.0.2", "10.1.0.3");
      until(() -> assertThat(answers()).containsExactly("10.1.0.1", "10.1.0.2", "10.1.0.3"));
      assertThat(page("/metrics"))
          .contains("roster_feed_synced{kind=\"EndpointSlice\"} 1.0")
          .contains("roster_propagation_seconds_count{from=\"watch\"} 1")
          .contains("roster_service_propagation_seconds_count{from=\"watch\",namespace=\"prod\"")
          .contains("coredns_kubernetes_rest_client_requests_total{code=\"200\"");
      server.kill();
      until(() -> assertThat(page("/ready")).contains("\nkubernetes: EndpointSlice last heard "));
      assertThat(page("/metrics")).contains("fault=\"unreachable\",kind=\"Service\"");
      members("10.1.0.4");
      assertThat(answers()).containsExactly("10.1.0.1", "10.1.0.2", "10.1.0.3");
      server.revive();
      until(() -> assertThat(answers()).containsExactly("10.1.0.4"));
      until(() -> assertThat(page("/ready")).isEqualTo("200 OK"));
      assertThat(roster.output()).doesNotContain("a-token");
    }
  }

  @Test
  void withoutServerItSaysServfailAndWhy() throws Exception {
    server.kill();
    try (RosterProcess roster = serve()) {
      assertThat(roster.awaitAnswers(dns)).isEmpty();
      Message reply = Ask.udp(dns, Ask.question(DB, "A", 1232, 0), 3000);
      assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(reply.getOPT().getOptions(15))
          .singleElement()
          .satisfies(option ->
              assertThat(((ExtendedErrorCodeOption) option).getErrorCode()).isEqualTo(14));
      assertThat(page("/ready"))
          .startsWith("503 kubernetes\nkubernetes: the API server was not heard yet: ");
      until(() -> assertThat(roster.output()).contains("the API server can't be asked"));
      server.revive();
      until(() -> assertThat(answers()).containsExactly("10.1.0.1", "10.1.0.2"));
      objects.delete(ObjectKey.local(Kind.SERVICE, "prod", "db"));
      until(() -> assertThat(Ask.udp(dns, DB, "A").getRcode()).isEqualTo(Rcode.NXDOMAIN));
    }
  }

  @Test
  void withoutEndpointsNobodyAsksForSlices() throws Exception {
    put(
        """
        {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 'web', 'namespace': 'prod'},
         'spec': {'clusterIP': '10.96.0.7', 'clusterIPs': ['10.96.0.7'],
                  'ports': [{'name': 'http', 'port': 80}]}}
        """);
    Path corefile = folder.resolve("Corefile");
    String text = Files.readString(corefile);
    String shown = "kubernetes cluster.local";
    Files.writeString(corefile, text.replace(shown, shown + " {\n noendpoints\n}"));
    try (RosterProcess roster = serve()) {
      assertThat(roster.awaitAnswers(dns)).isEmpty();
      until(() -> assertThat(page("/ready")).isEqualTo("200 OK"));
      Message web = Ask.udp(dns, "web.prod.svc.cluster.local.", "A");
      assertThat(web.getSection(Section.ANSWER))
          .singleElement()
          .satisfies(record -> assertThat(record.rdataToString()).isEqualTo("10.96.0.7"));
      for (String name : List.of(DB, "nope.prod.svc.cluster.local.")) {
        assertThat(Ask.udp(dns, name, "A").getRcode()).as(name).isEqualTo(Rcode.NXDOMAIN);
      }
      assertThat(server.requests())
          .extracting(RecordedRequest::path)
          .anyMatch(path -> path.endsWith("/services"))
          .noneMatch(path -> path.endsWith("/endpointslices"));
    }
  }

  @Test
  void whatIsWrongIsSaidAndNothingBegins() throws Exception {
    Files.writeString(folder.resolve("kubeconfig"), "clusters: 7\n");
    try (RosterProcess roster = serve()) {
      assertThat(roster.exitCode(LONG.toSeconds())).isEqualTo(2);
      assertThat(roster.output()).startsWith("roster: kubeconfig").contains("kubeconfig");
    }
    try (RosterProcess roster =
        RosterProcess.start(folder, "serve", "--in-cluster", "--corefile", "Corefile")) {
      assertThat(roster.exitCode(LONG.toSeconds())).isEqualTo(2);
      assertThat(roster.output()).contains("in-cluster: KUBERNETES_SERVICE_HOST is not set");
    }
  }
}
