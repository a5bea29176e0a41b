package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A flood of distinct names that only an upstream could answer: what waits and what is kept stays
/// within bounds, and the cluster's own names are answered meanwhile.
class FloodTest {
  private static final int NAMES = 50_000;
  private static final int HEAP_BYTES_KEPT = 16 << 20;

  /// As many as may wait, at 12 KiB: a virtual thread with its stack, the question, a socket.
  private static final int HEAP_BYTES_WAITING = 10_000 * (12 << 10);

  @Test
  void aSilentUpstreamHoldsABoundedNumber() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServedCorefile server = server(silent.getLocalPort(), "")) {
      long before = heap();
      flood(server);
      long during = heap();
      assertThat(server.metric("coredns_forward_max_concurrent_rejects_total", "")).isPositive();
      assertThat(during - before).isLessThan(HEAP_BYTES_WAITING);
      // All are answered, each within its time: nothing waits any more.
      await().atMost(Duration.ofSeconds(60)).until(() -> answered(server) == waited(server));
      assertThat(server.metric("coredns_cache_entries", "")).isZero();
      assertThat(heap() - before).isLessThan(HEAP_BYTES_KEPT);
    }
  }

  @Test
  void whatAnUpstreamSaysIsKeptUpToTheCapacity() throws Exception {
    try (ServedCorefile upstream =
            new ServedCorefile(
                """
                .:0 {
                  bind 127.0.0.1
                  template ANY ANY {
                    answer "{{ .Name }} 60 IN A 192.0.2.7"
                  }
                }
                """);
        ServedCorefile server = server(upstream.port(), "success 2048")) {
      long before = heap();
      flood(server);
      assertThat(server.metric("coredns_cache_entries", "success")).isBetween(1000.0, 2048.0);
      assertThat(server.metric("coredns_cache_evictions_total", "success")).isPositive();
      assertThat(heap() - before).isLessThan(HEAP_BYTES_WAITING);
      // What is left once nothing waits any more.
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> heap() - before < HEAP_BYTES_KEPT);
    }
  }

  private static ServedCorefile server(int upstream, String options) {
    return new ServedCorefile(
        """
        .:0 {
          bind 127.0.0.1
          prometheus 127.0.0.1:0
          kubernetes cluster.local
          cache 30 {
            OPTIONS
          }
          forward . 127.0.0.1:UPSTREAM {
            read_timeout 1s
          }
        }
        """
            .replace("OPTIONS", options)
            .replace("UPSTREAM", "" + upstream));
  }

  private static void flood(ServedCorefile server) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < NAMES; i++) {
        Message question =
            Message.query(
                i & 0xffff, Name.of("n" + i + ".flood.test"), RecordType.A, Optional.empty());
        byte[] wire = ReplyEncoder.bytes(question);
        socket.send(new DatagramPacket(wire, wire.length, server.address()));
        // The cluster's names are answered, and set the pace: the sockets have small buffers.
        if (i % 50 == 0) {
          assertThat(server.ask("db.default.svc.cluster.local", RecordType.A).answers()).hasSize(3);
        }
      }
    }
  }

  /// Answers that were waited for.
  private static long answered(ServedCorefile server) throws IOException {
    return Math.round(server.metric("coredns_dns_responses_total", "SERVFAIL"));
  }

  /// Questions that only the upstream could answer.
  private static long waited(ServedCorefile server) {
    DnsMetrics metrics = server.service.metrics();
    return metrics.total(Event.HANDED_OVER) + metrics.total(Event.WAITING_REFUSED);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
