package dev.roster.app.train;

import dev.roster.app.wiring.Clocks;
import dev.roster.core.objects.Kind;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.Mailbox;
import dev.roster.kubernetes.http.AccessSource;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.BadAccessException;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.watch.ClusterSource;
import dev.roster.kubernetes.watch.FollowCounters;
import dev.roster.kubernetes.watch.Moves;
import dev.roster.kubernetes.watch.WatchedKind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Follows a cluster that is made up, once by a streaming list and once by pages, and its changes:
/// for the JVM to write down which classes that needs, and where its time goes.
public final class ClusterTraining {
  /// How long following the made-up cluster may take, each of the two times.
  static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final char[] PASSWORD = "changeit".toCharArray(); // the launcher's, for a moment

  private ClusterTraining() {}

  /// Follows it to its last change. Returns whether that came, both times.
  ///
  /// @param keys what the made-up API server proves its name with: a PKCS #12 file of the launcher
  /// @throws IOException if it can't be started
  public static boolean run(Path keys) throws IOException, InterruptedException {
    boolean whole = true;
    for (boolean streaming : new boolean[] {true, false}) {
      try (TrainingServer server = TrainingServer.start(keys, PASSWORD, streaming)) {
        whole &= follow(server);
      } catch (GeneralSecurityException | BadAccessException unusable) {
        throw new IOException(keys + " is of no use", unusable);
      }
    }
    return whole;
  }

  private static boolean follow(TrainingServer server)
      throws BadAccessException, InterruptedException {
    ApiAccess access =
        new ApiAccess(
            server.uri(),
            server.certificate(),
            "",
            "",
            new Credentials.Token("training"),
            false,
            "",
            "");
    HttpApiClient.check(access, Map.of());
    HttpApiClient client = HttpApiClient.of(AccessSource.fixed(access), "training", Map.of());
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
        return await(live, source, mailbox);
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

  /// Waits for the last change.
  private static boolean await(LiveCatalog live, ClusterSource source, Mailbox mailbox)
      throws InterruptedException {
    String last = Long.toString(TrainingObjects.VERSION + TrainingServer.CHANGES);
    long until = Clocks.nanoTime().getAsLong() + WAIT_MAX.toNanos();
    while (!live.current().position(source.origin(), Kind.ENDPOINT_SLICE).equals(last)) {
      if (Clocks.nanoTime().getAsLong() - until > 0) return false;
      mailbox.take(LOOK_EVERY);
    }
    return true;
  }
}
