package dev.roster.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.app.wiring.Clocks;
import dev.roster.core.objects.Kind;
import dev.roster.dns.corefile.ClusterConfig;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.kubernetes.watch.WatchedKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is asked of a cluster, and what is said while it can't be.
class ClusterFeedTest {
  private static ClusterConfig config(String lines) {
    String text = ".:1 {\n kubernetes a.test {\n" + lines + "\n}\n}";
    CorefileResult.Read read =
        (CorefileResult.Read) CorefileReader.read(text, "Corefile", Map.of());
    return ((ClusterConfig.Result.One) ClusterConfig.of(read.config())).config();
  }

  private static List<Kind> kinds(String lines) {
    return ClusterFeed.kinds(config(lines)).stream().map(WatchedKind::kind).toList();
  }

  @Test
  void nothingIsFollowedThatNoNameIsMadeOf() {
    assertThat(kinds("")).containsExactly(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE);
    assertThat(kinds("noendpoints")).containsExactly(Kind.NAMESPACE, Kind.SERVICE);
    assertThat(kinds("pods verified"))
        .containsExactly(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD);
    assertThat(kinds("noendpoints\n multicluster a.test"))
        .containsExactly(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.SERVICE_IMPORT);
  }

  @Test
  void aServerThatCannotBeAskedIsANote() throws Exception {
    int port;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = nobody.getLocalPort();
    }
    LiveCatalog live = new LiveCatalog(Clocks.incarnation(), Clocks.instants(), Clocks.nanoTime());
    ClusterConfig config = config("endpoint http://127.0.0.1:" + port);
    try (ClusterFeed feed = ClusterFeed.of(new ServeSource.Corefile(), config, live)) {
      assertThat(feed.notes())
          .containsExactly("the API server was not heard yet: it was not asked yet");
      feed.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !feed.notes().getFirst().contains("not asked"));
      assertThat(feed.notes()).hasSize(1);
      assertThat(feed.notes().getFirst()).startsWith("the API server was not heard yet: ");
      assertThat(feed.isSynced()).isFalse();
    }
  }
}
