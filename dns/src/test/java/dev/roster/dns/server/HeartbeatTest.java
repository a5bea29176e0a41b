package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What `/health` tells of a worker.
class HeartbeatTest {
  private static final long SECOND = 1_000_000_000L;

  private final Heartbeat heartbeat = new Heartbeat("1 of dns://:53");

  @Test
  void aWorkerThatWaitsIsWell() {
    assertThat(heartbeat.complaint(Long.MAX_VALUE)).isEmpty();
    heartbeat.busy(7);
    heartbeat.waiting();
    assertThat(heartbeat.complaint(1000 * SECOND)).isEmpty();
  }

  @Test
  void aWorkerThatHangsShows() {
    heartbeat.busy(7);
    assertThat(heartbeat.complaint(7 + SECOND * (Heartbeat.SILENT_SECONDS_MAX - 1))).isEmpty();
    assertThat(heartbeat.complaint(7 + 12 * SECOND))
        .hasValue("worker 1 of dns://:53 is at one batch for 12 s");
    heartbeat.waiting();
    assertThat(heartbeat.complaint(13 * SECOND)).isEmpty();
  }

  @Test
  void aWorkerWithoutASocketShows() {
    heartbeat.busy(1);
    heartbeat.lost(2 * SECOND);
    assertThat(heartbeat.complaint(9 * SECOND))
        .hasValue("worker 1 of dns://:53 has no socket for 7 s");
    heartbeat.found();
    assertThat(heartbeat.complaint(99 * SECOND)).isEmpty();
  }
}
