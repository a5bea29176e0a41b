package dev.roster.dns.warm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.dns.kubernetes.KubernetesDirective;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;

/// What is asked before anybody asks.
class WarmUpTest {
  private static final int MOST =
      WarmWorld.questions().size() * (WarmUp.SOCKET_ROUNDS_MAX + WarmUp.STREAM_ROUNDS_MAX + 20);

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong spent = new AtomicLong();

  @Test
  void everyQuestionIsOneAndGetsAReply() throws Exception {
    List<byte[]> questions = WarmWorld.questions();
    Set<String> kinds = new HashSet<>();
    for (byte[] each : questions) kinds.add(new Message(each).getQuestion().toString());
    assertThat(kinds).hasSize(questions.size() / 2); // each with EDNS and without
    WarmUp warmUp = new WarmUp(KubernetesDirective::of, now::get, () -> 0, new Random(1));
    // Over loopback one may be lost.
    assertThat(warmUp.load()).isBetween(questions.size() / 2, questions.size());
    // In process none is, and none waits.
    assertThat(warmUp.run(WarmUp.MILLIS_MAX))
        .isGreaterThan(questions.size() * (WarmUp.ROUNDS_MAX - 1));
  }

  @Test
  void itEndsWhenItsTimeIsOver() {
    WarmUp warmUp =
        new WarmUp(
            KubernetesDirective::of, this::clock, () -> spent.addAndGet(20_000_000), new Random(1));
    assertThat(warmUp.run(WarmUp.MILLIS_MAX)).isBetween(1, MOST);
    assertThat(spent.get()).isGreaterThan(WarmUp.SETTLE_MILLIS_MAX / 100); // it waited, in vain
  }

  @Test
  void itEndsWhenItIsInterrupted() {
    WarmUp warmUp = new WarmUp(KubernetesDirective::of, now::get, this::clock, new Random(1));
    Thread.currentThread().interrupt();
    assertThat(warmUp.run(WarmUp.MILLIS_MAX)).isZero();
    assertThat(Thread.interrupted()).isTrue();
  }

  private long clock() {
    return now.addAndGet(100_000_000);
  }
}
