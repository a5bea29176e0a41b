package dev.roster.check.cluster;

import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.core.objects.Kind;
import dev.roster.engine.feed.LiveCatalog.Feed;
import dev.roster.kubernetes.http.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A cluster with a little in it, its API server, and followers of it.
abstract class FaultyCluster {
  @TempDir static Path folder;
  static Identity identity;
  static Identity client;
  static Identity other;

  final ClusterObjects objects = new ClusterObjects();
  ApiServer server;

  @BeforeAll
  static void identities() throws Exception {
    identity = Identity.make(folder, "server");
    client = Identity.make(folder, "client");
    other = Identity.make(folder, "other");
  }

  @BeforeEach
  void start() throws Exception {
    World.begin(objects);
    server = new ApiServer(objects, Options.USUAL, identity, client);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  Following follow() {
    return new Following(server, Following.access(server, identity, new Credentials.None()));
  }

  /// A change that is seen by those who hear.
  void change(int number) {
    objects.put(World.slice("n0", "s0", "s0-a", List.of("10.0.0.1", "10.0.0." + (2 + number))));
  }

  static void until(Runnable assertion) {
    await()
        .atMost(Following.LONG)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion::run);
  }

  static boolean lost(Following following, Kind kind) {
    var health = following.live().feeds().get(new Feed(following.origin(), kind));
    return health != null && health.lost().isPresent();
  }
}
