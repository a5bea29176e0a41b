package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/// The bounds on connections.
class ConnectionCountsTest {
  private final InetAddress one = InetAddress.ofLiteral("192.0.2.1");
  private final InetAddress two = InetAddress.ofLiteral("192.0.2.2");
  private final InetAddress three = InetAddress.ofLiteral("192.0.2.3");
  private final ConnectionCounts<String> counts = new ConnectionCounts<>(3, 2);

  @Test
  void aClientHasItsBoundAndAllHaveOne() {
    assertThat(counts.add("a", one)).isTrue();
    assertThat(counts.add("b", one)).isTrue();
    assertThat(counts.add("c", one)).isFalse();
    assertThat(counts.add("d", two)).isTrue();
    assertThat(counts.add("e", three)).isFalse();
    assertThat(counts.all()).containsExactlyInAnyOrder("a", "b", "d");
  }

  @Test
  void whatEndsMakesRoom() throws InterruptedException {
    counts.add("a", one);
    counts.add("b", one);
    counts.remove("a");
    counts.remove("a");
    counts.remove("never");
    assertThat(counts.add("c", one)).isTrue();
    assertThat(counts.add("d", one)).isFalse();
    counts.close();
    assertThat(counts.add("e", two)).isFalse();
    counts.remove("b");
    counts.remove("c");
    counts.awaitEnd(() -> 0, 1);
    assertThat(counts.size()).isZero();
  }
}
