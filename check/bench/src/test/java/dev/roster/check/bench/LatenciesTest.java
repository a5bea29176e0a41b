package dev.roster.check.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void sharesAreWithinThreePercent() {
    Latencies latencies = new Latencies();
    for (int micros = 1; micros <= 10_000; micros++) latencies.add(micros * 1000L);
    assertThat(latencies.total()).isEqualTo(10_000);
    assertThat(latencies.micros(0.5)).isCloseTo(5000, Percentage.withPercentage(3.2));
    assertThat(latencies.micros(0.99)).isCloseTo(9900, Percentage.withPercentage(3.2));
    assertThat(latencies.micros(1)).isCloseTo(10_000, Percentage.withPercentage(3.2));
  }

  @Test
  void noneIsNothingAndTheSmallestAreExact() {
    Latencies latencies = new Latencies();
    assertThat(latencies.micros(0.5)).isZero();
    latencies.add(7);
    assertThat(latencies.micros(0.5)).isEqualTo(0.007, within(1e-9));
  }
}
