package dev.roster.app.train;

import dev.roster.app.wiring.Clocks;
import dev.roster.core.objects.Kind;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.Mailbox;
import dev.roster.kubernetes.http.ApiClient;
import dev.roster.kubernetes.watch.ClusterSource;
import dev.roster.kubernetes.watch.FollowCounters;
import dev.roster.kubernetes.watch.Moves;
import dev.roster.kubernetes.watch.WatchedKind;
import java.time.Duration;
import java.util.List;

/// Follows [MadeUpObjects] as a real cluster is followed, into a catalog that nobody asks.
final class MadeUpCluster {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private MadeUpCluster() {}

  /// Follows to the last change. Returns whether that came.
  ///
  /// @param client asks whoever has the objects
  /// @param last the version of the last change of a slice
  /// @param atMost how long it may take
  static boolean follow(ApiClient client, String last, Duration atMost)
      throws InterruptedException {
    LiveCatalog live = new LiveCatalog(Clocks.incarnation(), Clocks.instants(), Clocks.nanoTime());
    List<WatchedKind> kinds =
        List.of(
            WatchedKind.all(Kind.NAMESPACE),
            WatchedKind.all(Kind.SERVICE),
            WatchedKind.all(Kind.ENDPOINT_SLICE));
    ClusterSource source =
        new ClusterSource(
            kinds,
            client,
            new FollowCounters(Clocks.instants()),
            Clocks.nanoTime(),
            Clocks.random());
    try (Moves moves = new Moves(live, live::current, Clocks.nanoTime());
        Mailbox mailbox = live.subscribe()) {
      Thread thread = Thread.ofVirtual().name("feed").start(() -> run(source, moves));
      try {
        return await(live, source, mailbox, last, atMost);
      } finally {
        thread.interrupt();
        thread.join();
      }
    }
  }

  private static void run(ClusterSource source, Moves moves) {
    try {
      source.run(moves);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(
      LiveCatalog live, ClusterSource source, Mailbox mailbox, String last, Duration atMost)
      throws InterruptedException {
    long until = Clocks.nanoTime().getAsLong() + atMost.toNanos();
    while (!live.current().position(source.origin(), Kind.ENDPOINT_SLICE).equals(last)) {
      if (Clocks.nanoTime().getAsLong() - until > 0) return false;
      mailbox.take(LOOK_EVERY);
    }
    return true;
  }
}
