package dev.roster.check.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer;
import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.check.cluster.ApiServer.Streaming;
import dev.roster.check.cluster.ClusterObjects;
import dev.roster.check.cluster.Identity;
import dev.roster.check.cluster.RecordedRequest;
import dev.roster.check.kit.RosterInside;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the ClusterRole grants is what the process was seen to request, both ways: of servers that
/// stream lists and of those that don't, where the Corefile needs no pods, and where it does.
class RbacTest {
  /// How long the process may take until it follows all it wants to.
  private static final Duration LONG = Duration.ofSeconds(30);

  /// A line of a request's path: the group, if it has one, and the kind.
  private static final Pattern COLLECTION =
      Pattern.compile("/(?:api|apis/([^/]+))/v[0-9a-z]+/([a-z]+)");

  private static final String PODS = "\"\" pods ";
  private static final String IMPORTS = "multicluster.x-k8s.io serviceimports ";

  @TempDir static Path folder;
  private static Identity identity;

  @BeforeAll
  static void identity() throws Exception {
    identity = Identity.make(folder, "server");
    Files.writeString(folder.resolve("cert.pem"), identity.certificatePem());
    Files.writeString(folder.resolve("key.pem"), identity.keyPem());
  }

  static List<Path> manifests() throws IOException {
    return Deploy.manifests();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void theManifestsGrantWhatIsRequested(Path file) throws Exception {
    Set<String> granted = Deploy.granted(Deploy.objects(file));
    assertThat(requested(corefile(false, false), granted)).isEqualTo(granted);
  }

  /// The chart's ClusterRole of this case is compared with the same words in [HelmTest].
  @Test
  void podsAndImportsAreRequestedWhereTheCorefileNeedsThem() throws Exception {
    Set<String> pods = Deploy.granted(Deploy.objects(Deploy.manifests().getFirst()));
    pods.addAll(List.of(PODS + "list", PODS + "watch"));
    assertThat(requested(corefile(true, false), pods)).isEqualTo(pods);
    Set<String> all = new TreeSet<>(pods);
    all.addAll(List.of(IMPORTS + "list", IMPORTS + "watch"));
    assertThat(requested(corefile(true, true), all)).isEqualTo(all);
  }

  /// What the process asks of a server that streams lists and of one that does not.
  ///
  /// @param wanted what it is waited for, at most
  private static Set<String> requested(String corefile, Set<String> wanted) throws Exception {
    Set<String> requested = new TreeSet<>();
    for (Streaming streaming : List.of(Streaming.KNOWN, Streaming.FORBIDDEN)) {
      ClusterObjects objects = new ClusterObjects();
      objects.put(object("{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}"));
      try (ApiServer server =
          new ApiServer(objects, Options.USUAL.with(streaming), identity, identity)) {
        Path file = folder.resolve("Corefile");
        Files.writeString(file, corefile.replace("API", server.uri().toString()));
        RosterInside roster = RosterInside.run(List.of("serve", "--corefile", file.toString()));
        try {
          // Who is refused a stream has tried one of each kind before it lists any.
          boolean lists = streaming == Streaming.FORBIDDEN;
          List<String> awaited =
              wanted.stream().filter(right -> lists || right.endsWith(" watch")).toList();
          await()
              .atMost(LONG)
              .untilAsserted(() ->
                  assertThat(seen(server.requests()).toList())
                      .as(roster.output())
                      .containsAll(awaited));
        } finally {
          roster.close();
        }
        seen(server.requests()).forEach(requested::add);
      }
    }
    return requested;
  }

  private static Stream<String> seen(List<RecordedRequest> requests) {
    return requests.stream()
        // What everybody may ask: system:public-info-viewer.
        .filter(request -> !Set.of("/readyz", "/livez", "/version").contains(request.path()))
        .map(request -> {
          var collection = COLLECTION.matcher(request.path());
          assertThat(collection.matches()).as(request.path()).isTrue();
          String group = collection.group(1) == null ? "" : collection.group(1);
          return Deploy.right(group, collection.group(2), request.verb());
        })
        .distinct();
  }

  private static Tree.Obj object(String json) throws Exception {
    String quoted = json.replaceAll("([A-Za-z0-9-]+)", "\"$1\"");
    if (JsonReader.read(quoted, "test") instanceof Tree.Obj object) return object;
    throw new AssertionError(json);
  }

  /// The chart's own Corefile on other ports, without other name servers, and with the API server
  /// of the test.
  private static String corefile(boolean pods, boolean imports) {
    String shipped =
        Deploy.corefile(Deploy.objects(Deploy.MANIFESTS.resolve("stub.yaml"))).orElseThrow();
    String api =
        "endpoint API\n tls %s %s %s\n"
            .formatted(
                folder.resolve("cert.pem"), folder.resolve("key.pem"), folder.resolve("cert.pem"));
    String here =
        shipped
            .replaceAll("(?m)^\\.:\\d+ \\{", ".:0 {\n bind 127.0.0.1")
            .replaceAll("(health|ready|prometheus) :\\d+", "$1 127.0.0.1:0")
            .replaceAll("lameduck \\w+", "lameduck 0s")
            .replaceAll("(?s)forward [^}]*}", "")
            .replaceAll("(?m)^ *(loop|reload)$", "")
            .replaceFirst("pods insecure", api + (pods ? " pods verified" : " pods insecure"));
    if (!imports) return here;
    return here.replaceFirst(
        "(kubernetes [^{]*)\\{", "$1clusterset.local {\n multicluster clusterset.local");
  }
}
