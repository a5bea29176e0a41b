package dev.roster.check.cluster;

import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.check.cluster.ApiServer.Streaming;
import dev.roster.check.cluster.Faults.Trick;
import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.http.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random changes and random faults at once, seeded: whenever the server is left in peace, the
/// catalog knows exactly what it has.
class WalkTest {
  private static final int ROUNDS = 6;
  private static final int ROUNDS_SLOW = 100;
  private static final int STEPS = 40;
  private static final List<Kind> KINDS =
      List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD, Kind.SERVICE_IMPORT);

  @TempDir static Path folder;
  private static Identity identity;

  @BeforeAll
  static void identity() throws Exception {
    identity = Identity.make(folder, "server");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theCatalogIsTheServersInTheEnd(long seed) throws Exception {
    walk(seed, ROUNDS);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void howeverLong(long seed) throws Exception {
    walk(seed, ROUNDS_SLOW);
  }

  private static void walk(long seed, int rounds) throws Exception {
    Random random = new Random(seed);
    World world = new World(seed);
    ClusterObjects objects = new ClusterObjects();
    World.begin(objects);
    List<Streaming> streaming = List.of(Streaming.values());
    Options options = Options.USUAL.with(streaming.get(random.nextInt(streaming.size())));
    if (random.nextInt(3) == 0) options = options.withoutProtobuf();
    try (ApiServer server = new ApiServer(objects, options, identity, identity);
        Following following =
            new Following(server, Following.access(server, identity, new Credentials.None()))) {
      for (int round = 0; round < rounds; round++) {
        boolean alive = true;
        for (int step = 0; step < STEPS; step++) {
          world.change(objects);
          if (random.nextInt(8) == 0) alive = fault(server, random, alive);
          if (random.nextInt(8) == 0) pause(random.nextInt(20));
        }
        if (!alive) server.revive();
        server.faults().heal();
        following.awaitSame();
      }
    }
  }

  private static void pause(int millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }

  /// Whether the server is alive behind it.
  private static boolean fault(ApiServer server, Random random, boolean alive) throws IOException {
    Faults faults = server.faults();
    switch (random.nextInt(9)) {
      case 0 -> {
        if (alive) server.kill();
        else server.revive();
        return !alive;
      }
      case 1 -> server.closeAll();
      case 2 -> server.objects().compact();
      case 3 -> server.endWatches();
      case 4 -> faults.refuse(random.nextBoolean() ? 500 : 503, 0, 1 + random.nextInt(4));
      case 5 -> faults.pause(random.nextBoolean());
      case 6 -> faults.slow(random.nextBoolean() ? 0 : 20_000);
      default -> {
        List<Trick> tricks =
            List.of(
                Trick.TRUNCATED_FRAME,
                Trick.GARBAGE_FRAME,
                Trick.OUT_OF_ORDER,
                Trick.EXPIRED_EVENT,
                Trick.FAILED_EVENT,
                Trick.EXPIRED_PAGE,
                Trick.TRUNCATED_PAGE,
                Trick.GARBAGE_PAGE);
        Trick trick = tricks.get(random.nextInt(tricks.size()));
        faults.next(trick, KINDS.get(random.nextInt(KINDS.size())), 1);
      }
    }
    return alive;
  }
}
