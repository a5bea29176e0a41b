package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.dns.host.Owned;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// What a reload takes away is there for those that wait in it.
class RetiredTest {
  private final Set<String> closed = ConcurrentHashMap.newKeySet();
  private final CountDownLatch answered = new CountDownLatch(1);

  private Owned owned(String name, boolean isWaitedIn) {
    return new Owned() {
      @Override
      public boolean isWaitedIn() {
        return isWaitedIn;
      }

      @Override
      public void close() {
        closed.add(name);
      }
    };
  }

  @Test
  void whatQuestionsWaitInIsClosedBehindThem() {
    try (Retired retired = new Retired()) {
      retired.add(List.of(owned("forward", true), owned("hosts", false)), _ -> answered.await());
      assertThat(closed).containsExactly("hosts");
      answered.countDown();
      await().until(() -> closed.contains("forward"));
    }
  }

  @Test
  void theEndOfTheServiceWaitsForNobody() {
    try (Retired retired = new Retired()) {
      retired.add(List.of(owned("forward", true)), _ -> answered.await());
      assertThat(closed).isEmpty();
    }
    assertThat(closed).containsExactly("forward");
  }
}
