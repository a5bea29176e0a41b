package dev.roster.dns.server;

import java.time.Instant;

/// Unix time in nanoseconds, by the monotonic clock: the two are compared once a second.
final class WallClock {
  private static final long COMPARED_NANOS = 1_000_000_000L;

  private long comparedAt;
  private long unixLessMonotonic;

  /// The unix time at a moment of [System#nanoTime].
  long unixNanos(long monotonic) {
    if (unixLessMonotonic == 0 || monotonic - comparedAt > COMPARED_NANOS) {
      Instant now = Instant.now();
      comparedAt = System.nanoTime();
      unixLessMonotonic = now.getEpochSecond() * 1_000_000_000L + now.getNano() - comparedAt;
    }
    return monotonic + unixLessMonotonic;
  }
}
