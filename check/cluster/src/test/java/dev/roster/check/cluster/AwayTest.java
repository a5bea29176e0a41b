package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.http.AccessSource;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.watch.Fault;
import dev.roster.kubernetes.watch.FollowCounters.Asked;
import dev.roster.kubernetes.watch.FollowCounters.Listed;
import dev.roster.kubernetes.watch.Relist;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// A follower of an API server that is away, slow to come back, refuses, or is not believed: the
/// last catalog stays, each fault shows in a counter, and once the server is well it is caught up
/// with.
class AwayTest extends FaultyCluster {
  @Test
  void aKilledServerLeavesTheLastCatalogAndIsCaughtUpWith() throws Exception {
    try (Following following = follow()) {
      following.awaitSame();
      String before = CatalogText.of(following.live().current());
      server.kill();
      for (int i = 0; i < 20; i++) new World(i).change(objects);
      objects.put(World.namespace("kube-system", 0));
      following.awaitFault(Kind.SERVICE, Fault.UNREACHABLE);
      until(() -> assertThat(lost(following, Kind.SERVICE)).isTrue());
      assertThat(CatalogText.of(following.live().current())).isEqualTo(before);
      server.revive();
      following.awaitSame();
      until(() -> assertThat(lost(following, Kind.SERVICE)).isFalse());
      assertThat(following.counters().relists().keySet())
          .as("it goes on where it was")
          .allSatisfy(listed -> assertThat(listed.why()).isEqualTo(Relist.START));
    }
  }

  @Test
  void aServerThatIsAwayAtTheStartIsWaitedFor() throws Exception {
    server.kill();
    try (Following following = follow()) {
      following.awaitFault(Kind.NAMESPACE, Fault.UNREACHABLE);
      assertThat(following.live().current().origins()).isEmpty();
      server.revive();
      following.awaitSame();
    }
  }

  @Test
  void whileItIsAwayItsHistoryIsForgotten() throws Exception {
    try (Following following = follow()) {
      following.awaitSame();
      server.kill();
      objects.delete(World.key(Kind.SERVICE, "n0", "s0"));
      change(3);
      objects.compact();
      following.awaitFault(Kind.SERVICE, Fault.UNREACHABLE);
      server.revive();
      following.awaitSame();
      Listed listed = new Listed(Kind.ENDPOINT_SLICE, Relist.EXPIRED);
      until(() -> assertThat(following.counters().relists()).containsKey(listed));
    }
  }

  @Test
  void aClusterThatWasSetBackIsListed() throws Exception {
    try (Following following = follow()) {
      following.awaitSame();
      server.kill();
      following.awaitFault(Kind.SERVICE, Fault.UNREACHABLE);
      until(() -> assertThat(lost(following, Kind.SERVICE)).isTrue());
      objects.restore(100);
      objects.delete(World.key(Kind.SERVICE, "n0", "s0"));
      server.revive();
      following.awaitSame();
      following.awaitFault(Kind.SERVICE, Fault.FELL);
    }
  }

  @Test
  void aPausedServerGoesOnWhereItWas() throws Exception {
    try (Following following = follow()) {
      following.awaitSame();
      String before = CatalogText.of(following.live().current());
      server.faults().pause(true);
      change(4);
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      assertThat(CatalogText.of(following.live().current())).isEqualTo(before);
      server.faults().pause(false);
      following.awaitSame();
    }
  }

  @Test
  void anOverloadedServerIsLeftAlone() throws Exception {
    server.faults().refuse(429, 1, 8);
    try (Following following = follow()) {
      following.awaitSame();
      assertThat(following.counters().requests().get(new Asked("LIST", 429))).isPositive();
      int refused = (int) server.requests().stream().filter(each -> each.code() == 429).count();
      assertThat(refused).isEqualTo(8);
    }
  }

  @Test
  void aServerThatFailsIsAskedAgain() throws Exception {
    server.faults().refuse(500, 0, 8);
    try (Following following = follow()) {
      following.awaitSame();
      assertThat(following.counters().requests()).containsKey(new Asked("LIST", 500));
    }
  }

  @Test
  void aTokenThatExpiredIsReadAgain() throws Exception {
    AtomicReference<String> token = new AtomicReference<>("one");
    server.tokens(Set.of("one"));
    AtomicInteger refusals = new AtomicInteger();
    AccessSource tokens =
        new AccessSource() {
          @Override
          public ApiAccess access() {
            Credentials now = new Credentials.Token(token.get());
            return Following.access(server, identity, now);
          }

          @Override
          public void refused(ApiAccess used) {
            refusals.incrementAndGet();
          }
        };
    try (Following following = new Following(server, HttpApiClient.of(tokens, "test", Map.of()))) {
      following.awaitSame();
      server.tokens(Set.of("two"));
      server.closeAll();
      change(11);
      following.awaitFault(Kind.ENDPOINT_SLICE, Fault.REFUSED);
      token.set("two");
      following.awaitSame();
      assertThat(following.counters().requests()).containsKey(new Asked("WATCH", 401));
      assertThat(refusals).hasPositiveValue();
    }
  }

  @Test
  void aClientCertificateIsShown() throws Exception {
    server.tokens(Set.of("another's"));
    try (Following following = new Following(server, Following.access(server, identity, client))) {
      following.awaitSame();
    }
  }

  @Test
  void aServerWithAnotherCertificateIsNotBelieved() throws Exception {
    try (Following following = follow()) {
      following.awaitSame();
      server.certificate(other);
      objects.delete(World.key(Kind.SERVICE, "n0", "s0"));
      following.awaitFault(Kind.SERVICE, Fault.UNREACHABLE);
      until(() -> assertThat(lost(following, Kind.SERVICE)).isTrue());
      server.certificate(identity);
      following.awaitSame();
    }
  }
}
