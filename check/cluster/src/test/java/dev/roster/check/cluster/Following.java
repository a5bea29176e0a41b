package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.ApiClient;
import dev.roster.kubernetes.http.BadAccessException;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.watch.ClusterSource;
import dev.roster.kubernetes.watch.Fault;
import dev.roster.kubernetes.watch.FollowCounters;
import dev.roster.kubernetes.watch.Moves;
import dev.roster.kubernetes.watch.WatchedKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// A catalog that follows an API server, until it is closed.
final class Following implements AutoCloseable {
  /// How long anything may take to become right.
  static final Duration LONG = Duration.ofSeconds(20);

  /// Of one page: some lists of the tests have several.
  static final int PAGE_OBJECTS = 500;

  static final List<WatchedKind> KINDS =
      List.of(
          WatchedKind.all(Kind.NAMESPACE),
          WatchedKind.all(Kind.SERVICE),
          WatchedKind.all(Kind.ENDPOINT_SLICE),
          WatchedKind.livePods(),
          WatchedKind.all(Kind.NODE),
          WatchedKind.imports());

  private final ApiServer server;
  private final AtomicLong ahead = new AtomicLong(); // nanos that its clock is
  private final LiveCatalog live = new LiveCatalog(1, InstantSource.system(), this::nanos);
  private final Moves moves = new Moves(live, live::current, this::nanos);
  private final FollowCounters counters = new FollowCounters(InstantSource.system());
  private final Thread thread;

  Following(ApiServer server, ApiAccess access) {
    this(server, client(access));
  }

  Following(ApiServer server, ApiClient client) {
    this.server = server;
    ClusterSource source =
        new ClusterSource(KINDS, client, counters, this::nanos, new Random(7), PAGE_OBJECTS);
    this.thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                source.run(moves);
              } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /// With a token.
  static ApiAccess access(ApiServer server, Identity identity, Credentials credentials) {
    return new ApiAccess(
        server.uri(), identity.certificatePem(), "", "", credentials, false, "", "");
  }

  /// With a client's certificate.
  static ApiAccess access(ApiServer server, Identity identity, Identity client) {
    return new ApiAccess(
        server.uri(),
        identity.certificatePem(),
        client.certificatePem(),
        client.keyPem(),
        new Credentials.None(),
        false,
        "",
        "");
  }

  private static HttpApiClient client(ApiAccess access) {
    try {
      return HttpApiClient.of(access, "test", Map.of());
    } catch (BadAccessException bug) {
      throw new IllegalArgumentException(bug);
    }
  }

  private long nanos() {
    return System.nanoTime() + ahead.get();
  }

  /// Lets time pass for it.
  void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  FollowCounters counters() {
    return counters;
  }

  LiveCatalog live() {
    return live;
  }

  /// What became of addresses that were held.
  Moves.Counts moved() {
    return moves.counts();
  }

  String origin() {
    for (Tree.Obj each : server.objects().all()) {
      if (each.text("kind").equals("Namespace")
          && each.text("metadata", "name").equals("kube-system")) {
        return each.text("metadata", "uid");
      }
    }
    throw new IllegalStateException();
  }

  boolean isSynced() {
    Catalog catalog = live.current();
    return KINDS.stream().allMatch(kind -> catalog.isSynced(origin(), kind.kind()));
  }

  /// Waits until the catalog knows exactly what the server has.
  void awaitSame() {
    await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(this::isSynced);
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() ->
            assertThat(CatalogText.of(live.current()))
                .isEqualTo(CatalogText.of(origin(), server.objects().all())));
  }

  long faults(Kind kind, Fault fault) {
    return counters.faults().getOrDefault(new FollowCounters.Failed(kind, fault), 0L);
  }

  /// Waits until a fault of a kind was counted.
  void awaitFault(Kind kind, Fault fault) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> assertThat(faults(kind, fault)).as("%s of %s", fault, kind).isPositive());
  }

  @Override
  public void close() {
    thread.interrupt();
    await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> !thread.isAlive());
    moves.close();
    assertThat(live.failures()).isZero();
    assertThat(counters.faults().keySet())
        .extracting(FollowCounters.Failed::fault)
        .doesNotContain(Fault.BUG);
  }
}
