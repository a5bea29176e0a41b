package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.dns.http.HttpListener;
import dev.roster.dns.http.HttpPage;
import dev.roster.dns.metrics.MetricFamily.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
  private final ManualScheduler scheduler = new ManualScheduler();
  private final CollectedLines lines = new CollectedLines();
  private final AtomicLong nanos = new AtomicLong();
  private final HealthProbe probe =
      new HealthProbe(scheduler, () -> nanos.addAndGet(1_000_000), lines);

  private List<Long> counts() {
    return ((Sample.Histogram) probe.collect().getFirst().samples().getFirst()).counts();
  }

  private double failures() {
    return ((Sample.Value) probe.collect().get(1).samples().getFirst()).value();
  }

  @Test
  void countsHowLongAnswersTakeAndWhoGivesNone() throws IOException {
    InetSocketAddress gone;
    try (HttpListener listener =
        HttpListener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Map.of("/health", _ -> HttpPage.Reply.text(200, "OK")))) {
      gone = listener.address();
      probe.ask(listener.address());
      assertThat(failures()).isZero();
    }
    probe.ask(gone);
    assertThat(counts()).as("a millisecond each").containsExactly(0L, 2L, 0L, 0L, 0L, 0L);
    assertThat(failures()).isEqualTo(1);
    assertThat(lines.take()).singleElement().asString().startsWith("WARNING plugin/health: asking");
  }

  @Test
  void aSlowAnswerIsTold() throws IOException {
    HealthProbe slow = new HealthProbe(scheduler, () -> nanos.addAndGet(1_500_000_000L), lines);
    try (HttpListener listener =
        HttpListener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Map.of("/health", _ -> HttpPage.Reply.text(200, "OK")))) {
      slow.ask(listener.address());
    }
    assertThat(lines.take()).singleElement().asString().contains("took more than 1s: 1.5s");
  }

  @Test
  void asksOnlyWhomItIsAimedAt() {
    assertThat(scheduler.delays()).isEmpty();
    probe.aim(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
    probe.aim(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2)));
    assertThat(scheduler.delays()).containsExactly(Duration.ofSeconds(1));
    probe.close();
    assertThat(scheduler.delays()).isEmpty();
  }
}
