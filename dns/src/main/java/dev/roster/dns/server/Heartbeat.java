package dev.roster.dns.server;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// How a worker is, told by it without waiting: whether it waits for messages, is at some, or has
/// left its loop. One thread writes, any reads.
final class Heartbeat {
  /// Seconds that a worker may be at one batch, or without a socket, before it counts as hanging: a
  /// batch takes micros, a socket is had back at once.
  static final long SILENT_SECONDS_MAX = 5;

  private static final long WAITING = Long.MIN_VALUE;

  private final String worker;
  private final AtomicLong since = new AtomicLong(WAITING);
  private volatile boolean lost;

  /// Of a worker that has not begun.
  ///
  /// @param worker its name, for people
  Heartbeat(String worker) {
    this.worker = worker;
  }

  /// It is at a batch since now. A plain write: it costs no barrier.
  void busy(long nanos) {
    since.setPlain(nanos);
  }

  /// It waits for messages.
  void waiting() {
    since.setPlain(WAITING);
  }

  /// It has left its loop.
  void lost(long nanos) {
    since.set(nanos);
    lost = true;
  }

  /// It is in its loop again.
  void found() {
    lost = false;
    since.set(WAITING);
  }

  /// What is wrong with it, for `/health`; empty while nothing is.
  Optional<String> complaint(long nowNanos) {
    long began = since.getAcquire();
    if (began == WAITING) return Optional.empty();
    long seconds = (nowNanos - began) / 1_000_000_000;
    if (seconds < SILENT_SECONDS_MAX) return Optional.empty();
    String what = lost ? " has no socket for " : " is at one batch for ";
    return Optional.of("worker " + worker + what + seconds + " s");
  }
}
