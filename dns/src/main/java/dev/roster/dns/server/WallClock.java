package dev.roster.dns.server;

import java.util.function.LongSupplier;

/// Unix time by a monotonic clock: the two are compared once a second.
final class WallClock {
  private static final long COMPARED_NANOS = 1_000_000_000L;

  private final LongSupplier unix;
  private long comparedAt;
  private long unixLessMonotonic;

  /// A clock.
  ///
  /// @param unix unix time in nanoseconds; 0 where nobody says it
  WallClock(LongSupplier unix) {
    this.unix = unix;
  }

  /// The unix time in nanoseconds, 0 where it is not known.
  ///
  /// @param monotonic the other clock's time now
  long unixNanos(long monotonic) {
    if (unixLessMonotonic == 0 || monotonic - comparedAt > COMPARED_NANOS) {
      long now = unix.getAsLong();
      if (now == 0) return 0;
      comparedAt = monotonic;
      unixLessMonotonic = now - monotonic;
    }
    return monotonic + unixLessMonotonic;
  }
}
