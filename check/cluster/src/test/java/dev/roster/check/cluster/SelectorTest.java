package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.watch.ClusterSource;
import dev.roster.kubernetes.watch.FollowCounters;
import dev.roster.kubernetes.watch.WatchedKind;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `labels` and `namespace_labels`: the API server sends what is selected, and says that an object
/// is gone when it no longer is.
@Timeout(60)
class SelectorTest {
  @TempDir Path folder;

  private static Tree.Obj labelled(String name, String app) {
    Tree.Obj service = World.headless("n0", name);
    return service.with(List.of("metadata", "labels", "app"), Tree.Text.of(app));
  }

  private static List<String> services(LiveCatalog live) {
    List<String> names = new ArrayList<>();
    live.current()
        .rosters(roster -> roster.service().ifPresent(_ -> names.add(roster.key().name())));
    return names;
  }

  @Test
  void onlyWhatIsSelectedIsKnown() throws Exception {
    Identity identity = Identity.make(folder, "server");
    ClusterObjects objects = new ClusterObjects();
    objects.put(World.namespace("kube-system", 0));
    objects.put(World.namespace("n0", 0));
    objects.put(labelled("s0", "yes"));
    objects.put(labelled("s1", "no"));
    String hard = "a in (b,c),!d";
    List<WatchedKind> kinds =
        List.of(
            WatchedKind.all(Kind.NAMESPACE).labelled("revision=0"),
            WatchedKind.all(Kind.SERVICE).labelled("app=yes"),
            WatchedKind.livePods().labelled(hard));
    try (ApiServer server = new ApiServer(objects, Options.USUAL, identity, identity)) {
      LiveCatalog live = new LiveCatalog(1, InstantSource.system(), System::nanoTime);
      HttpApiClient client =
          HttpApiClient.of(
              Following.access(server, identity, new Credentials.None()), "test", Map.of());
      ClusterSource source =
          new ClusterSource(
              kinds,
              client,
              new FollowCounters(InstantSource.system()),
              System::nanoTime,
              new Random(7));
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  source.run(live);
                } catch (InterruptedException asked) {
                  Thread.currentThread().interrupt();
                }
              });
      try {
        await().untilAsserted(() -> assertThat(services(live)).containsExactly("s0"));
        objects.put(labelled("s0", "no"));
        objects.put(labelled("s1", "yes"));
        await().untilAsserted(() -> assertThat(services(live)).containsExactly("s1"));
        assertThat(server.requests())
            .filteredOn(request -> request.path().endsWith("/services"))
            .isNotEmpty()
            .allSatisfy(
                request -> assertThat(request.query()).containsEntry("labelSelector", "app=yes"));
        await()
            .untilAsserted(() ->
                assertThat(server.requests())
                    .filteredOn(request -> request.path().endsWith("/pods"))
                    .isNotEmpty()
                    .allSatisfy(request ->
                        assertThat(request.query())
                            .containsEntry("labelSelector", hard)
                            .containsEntry("fieldSelector", WatchedKind.LIVE_PODS)));
      } finally {
        thread.interrupt();
        thread.join();
      }
    }
  }
}
