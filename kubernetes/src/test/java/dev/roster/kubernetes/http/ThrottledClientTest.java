package dev.roster.kubernetes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests within the bounds of a Corefile.
@Timeout(60)
class ThrottledClientTest {
  private static final Reply REPLY = new Reply.Unreachable("x");
  private final AtomicLong nanos = new AtomicLong(7);

  private List<Long> waits(ApiClient client, int times) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < times; i++) waits.add(((ThrottledClient) client).reserve() / 1_000_000);
    return waits;
  }

  private ApiClient client(double qps, long burst) {
    return ThrottledClient.of((_, _) -> REPLY, qps, burst, 0, nanos::get);
  }

  @Test
  void withoutBoundsItIsTheSame() {
    ApiClient client = (_, _) -> REPLY;
    assertThat(ThrottledClient.of(client, 0, 0, 0, nanos::get)).isSameAs(client);
  }

  @Test
  void requestsBeginAtARate() {
    ApiClient client = client(2, 3);
    assertThat(waits(client, 5)).containsExactly(0L, 0L, 0L, 500L, 1_000L);
    nanos.addAndGet(1_500_000_000);
    assertThat(waits(client, 2)).containsExactly(0L, 500L);
    nanos.addAndGet(3_600_000_000_000L);
    assertThat(waits(client, 4)).containsExactly(0L, 0L, 0L, 500L);
    assertThat(waits(client(0, 1), 3)).containsExactly(0L, 200L, 400L);
    assertThat(waits(client(1, 0), 11)).endsWith(0L, 1_000L).hasSize(11);
  }

  @Test
  void soManyAreUnderWay() throws Exception {
    Semaphore answers = new Semaphore(0);
    AtomicInteger waiting = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ApiClient client =
        ThrottledClient.of(
            (_, _) -> {
              most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
              answers.acquireUninterruptibly();
              waiting.decrementAndGet();
              return REPLY;
            },
            0,
            0,
            2,
            nanos::get);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      threads.add(Thread.ofVirtual().start(() -> client.get("/", Duration.ZERO)));
    }
    await().until(() -> waiting.get() == 2);
    answers.release(5);
    for (Thread each : threads) each.join();
    assertThat(most).hasValue(2);
  }

  @Test
  void oneThatWaitsCanBeInterrupted() {
    ApiClient client = client(0.000_001, 1);
    assertThat(client.get("/", Duration.ZERO)).isEqualTo(REPLY);
    Thread.currentThread().interrupt();
    assertThat(client.get("/", Duration.ZERO)).isEqualTo(new Reply.Unreachable("interrupted"));
    assertThat(Thread.interrupted()).isTrue();
  }
}
