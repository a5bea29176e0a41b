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
  private final AtomicLong now = new AtomicLong();

  @Test
  void everyQuestionIsOneAndGetsAReply() throws Exception {
    List<byte[]> questions = WarmWorld.questions();
    Set<String> kinds = new HashSet<>();
    for (byte[] each : questions) kinds.add(new Message(each).getQuestion().toString());
    assertThat(kinds).hasSize(questions.size() / 2); // each with EDNS and without
    WarmUp warmUp = new WarmUp(KubernetesDirective::of, now::get, new Random(1));
    // Over loopback one may be lost.
    assertThat(warmUp.load()).isBetween(questions.size() / 2, questions.size());
    // In process none is, and none waits.
    assertThat(warmUp.run()).isGreaterThan(questions.size() * (WarmUp.ROUNDS_MAX - 1));
  }

  @Test
  void itEndsWhenItsTimeIsOver() {
    WarmUp warmUp =
        new WarmUp(KubernetesDirective::of, () -> now.addAndGet(100_000_000), new Random(1));
    int most = WarmWorld.questions().size() * (WarmUp.SOCKET_ROUNDS_MAX + 20);
    assertThat(warmUp.run()).isLessThan(most);
  }
}
