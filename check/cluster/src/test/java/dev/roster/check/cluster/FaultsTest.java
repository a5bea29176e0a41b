package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.check.cluster.ApiServer.Streaming;
import dev.roster.check.cluster.Faults.Trick;
import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.watch.Fault;
import dev.roster.kubernetes.watch.FollowCounters.Compared;
import dev.roster.kubernetes.watch.Missed;
import dev.roster.kubernetes.watch.Relist;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A follower through every fault of what an API server sends: it never crashes, each fault shows
/// in a counter, and once the server is well the catalog knows exactly what it has.
class FaultsTest extends FaultyCluster {
  @ParameterizedTest
  @EnumSource(Streaming.class)
  void anyServerIsFollowed(Streaming streaming) throws Exception {
    server.options(Options.USUAL.with(streaming));
    for (int i = 0; i < 700; i++) objects.put(World.headless("n1", "many-" + i));
    try (Following following = follow()) {
      following.awaitSame();
      change(1);
      following.awaitSame();
      assertThat(following.counters().relists())
          .allSatisfy((listed, times) -> assertThat(listed.why()).isEqualTo(Relist.START));
      boolean pages =
          server.requests().stream()
              .anyMatch(each ->
                  each.query().containsKey("limit") && each.query().containsKey("continue"));
      assertThat(pages).isEqualTo(streaming != Streaming.KNOWN);
    }
  }

  @Test
  void aServerWithoutProtobufIsReadInJson() throws Exception {
    server.options(Options.USUAL.withoutProtobuf());
    try (Following following = follow()) {
      following.awaitSame();
      change(1);
      following.awaitSame();
    }
  }

  @Test
  void aSlowServerIsReadAsItComes() throws Exception {
    server.faults().slow(1_000);
    try (Following following = follow()) {
      following.awaitSame();
      change(5);
      following.awaitSame();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Trick.class,
      names = {"TRUNCATED_FRAME", "GARBAGE_FRAME", "OUT_OF_ORDER", "EXPIRED_EVENT", "FAILED_EVENT"})
  void aWatchThatGoesWrongIsCountedAndMadeGood(Trick trick) throws Exception {
    for (boolean protobuf : List.of(true, false)) {
      server.options(protobuf ? Options.USUAL : Options.USUAL.withoutProtobuf());
      server.closeAll(); // a watch of the last follower could take the trick
      try (Following following = follow()) {
        following.awaitSame();
        server.faults().next(trick, Kind.ENDPOINT_SLICE, 1);
        change(6);
        following.awaitFault(
            Kind.ENDPOINT_SLICE,
            switch (trick) {
              case TRUNCATED_FRAME -> Fault.CUT;
              case GARBAGE_FRAME -> Fault.GARBAGE;
              case OUT_OF_ORDER -> Fault.OUT_OF_ORDER;
              case EXPIRED_EVENT -> Fault.EXPIRED;
              default -> Fault.REFUSED;
            });
        following.awaitSame();
        change(protobuf ? 7 : 8);
        following.awaitSame();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Trick.class,
      names = {"EXPIRED_PAGE", "TRUNCATED_PAGE", "GARBAGE_PAGE"})
  void aListThatGoesWrongIsBegunAgain(Trick trick) throws Exception {
    server.options(Options.USUAL.with(Streaming.FORBIDDEN));
    for (int i = 0; i < 700; i++) objects.put(World.headless("n1", "many-" + i));
    server.faults().next(trick, Kind.SERVICE, 1);
    try (Following following = follow()) {
      following.awaitSame();
      following.awaitFault(
          Kind.SERVICE,
          switch (trick) {
            case EXPIRED_PAGE -> Fault.EXPIRED;
            case TRUNCATED_PAGE -> Fault.CUT;
            default -> Fault.GARBAGE;
          });
    }
  }

  @Test
  void anExpiredPageInTheMiddleOfARelistTakesNothingAway() throws Exception {
    server.options(Options.USUAL.with(Streaming.FORBIDDEN));
    for (int i = 0; i < 700; i++) objects.put(World.headless("n1", "many-" + i));
    try (Following following = follow()) {
      following.awaitSame();
      int rosters = rosters(following);
      List<Integer> seen = new ArrayList<>();
      server.faults().next(Trick.EXPIRED_EVENT, Kind.SERVICE, 1);
      server.faults().next(Trick.EXPIRED_PAGE, Kind.SERVICE, 1);
      objects.put(World.headless("n1", "one-more"));
      await()
          .atMost(Following.LONG)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            seen.add(rosters(following));
            return !server.faults().isWaiting(Trick.EXPIRED_PAGE, Kind.SERVICE)
                && seen.getLast() == rosters + 1;
          });
      assertThat(seen).allSatisfy(count -> assertThat(count).isGreaterThanOrEqualTo(rosters));
      following.awaitSame();
    }
  }

  private static int rosters(Following following) {
    int[] count = {0};
    following.live().current().rosters(_ -> count[0]++);
    return count[0];
  }

  @Test
  void aWatchThatEndsIsOpenedAgainWithoutAList() throws Exception {
    try (Following following = follow()) {
      following.awaitSame();
      int lists = relists(following);
      for (int i = 0; i < 5; i++) {
        server.endWatches();
        change(10 + i);
        following.awaitSame();
      }
      assertThat(relists(following)).isEqualTo(lists);
    }
  }

  private static int relists(Following following) {
    return following.counters().relists().values().stream().mapToInt(Long::intValue).sum();
  }

  @Test
  void whatTheWatchMissedIsFoundWithinHoursAndCounted() throws Exception {
    objects.put(World.slice("n0", "s0", "s0-gone", List.of("10.0.0.9")));
    try (Following following = follow()) {
      following.awaitSame();
      server.faults().next(Trick.LOST_EVENT, Kind.ENDPOINT_SLICE, 3);
      objects.delete(World.key(Kind.ENDPOINT_SLICE, "n0", "s0-gone"));
      change(9);
      objects.put(World.slice("n0", "s0", "s0-new", List.of("10.0.0.8")));
      until(() ->
          assertThat(server.faults().isWaiting(Trick.LOST_EVENT, Kind.ENDPOINT_SLICE)).isFalse());
      following.pass(Duration.ofHours(7));
      server.endWatches();
      following.awaitSame();
      assertThat(following.counters().missed())
          .isEqualTo(
              Map.of(
                  new Compared(Kind.ENDPOINT_SLICE, Missed.ADDED), 1L,
                  new Compared(Kind.ENDPOINT_SLICE, Missed.CHANGED), 1L,
                  new Compared(Kind.ENDPOINT_SLICE, Missed.REMOVED), 1L));
    }
  }

  @Test
  void anApiWithoutServiceImportsHasNone() throws Exception {
    Predicate<Kind> others = kind -> !kind.equals(Kind.SERVICE_IMPORT);
    Set<Kind> kinds = Set.copyOf(ApiServer.KINDS.stream().filter(others).toList());
    server.options(Options.USUAL.with(kinds));
    objects.delete(World.key(Kind.SERVICE_IMPORT, "n0", "s0"));
    try (Following following = follow()) {
      following.awaitSame();
    }
  }

  @Test
  void nothingOutlivesIt() throws Exception {
    try (Following following = follow()) {
      following.awaitSame();
      assertThat(server.connections()).isGreaterThanOrEqualTo(Following.KINDS.size());
    }
    until(() -> {
      objects.put(World.namespace("n2", 1)); // a server notices when it writes
      assertThat(server.connections()).isZero();
    });
  }
}
