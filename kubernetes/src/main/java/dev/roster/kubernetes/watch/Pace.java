package dev.roster.kubernetes.watch;

import java.util.random.RandomGenerator;

/// How long a [Reflector] waits, in nanoseconds: always jittered, so that replicas and kinds don't
/// come at one time.
final class Pace {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  /// The longest wait for a server that answers and is not ready: it is asked about as often.
  static final long WAIT_NANOS_MAX = SECOND;

  /// The longest wait for a server that can't be reached: to try that takes it nothing.
  static final long AWAY_WAIT_NANOS_MAX = 400 * MILLI;

  /// The longest wait behind a refusal that time alone may not heal (403).
  static final long REFUSED_WAIT_NANOS_MAX = 5 * SECOND;

  /// The longest that a server may ask to be left alone.
  static final long RETRY_AFTER_NANOS_MAX = 60 * SECOND;

  /// The shortest wait.
  static final long WAIT_NANOS_MIN = 50 * MILLI;

  /// How long until a kind that the API does not have is looked for again.
  static final long ABSENT_NANOS = 60 * SECOND;

  /// How long a full compare is behind the last.
  static final long COMPARE_NANOS = 6 * 3600 * SECOND;

  /// A body that was open for longer than this is not what keeps failing.
  static final long STEADY_NANOS = SECOND;

  /// How long a watch is asked to last, at least; at most twice that. As client-go.
  static final int WATCH_SECONDS_MIN = 300;

  private final RandomGenerator random;

  Pace(RandomGenerator random) {
    this.random = random;
  }

  /// Before the try behind so many failures in a row, of which the first costs none.
  long wait(int failures, long most) {
    long wait = WAIT_NANOS_MIN << Math.min(failures - 2, 20);
    return jittered(Math.min(wait, most));
  }

  /// As a server asks, and up to a tenth more.
  long after(int seconds) {
    long asked = Math.clamp(seconds * SECOND, WAIT_NANOS_MIN, RETRY_AFTER_NANOS_MAX);
    return asked + (long) (random.nextDouble() * 0.1 * asked);
  }

  /// Between half of it and all of it.
  long jittered(long nanos) {
    return nanos / 2 + (long) (random.nextDouble() * 0.5 * nanos);
  }

  int watchSeconds() {
    return WATCH_SECONDS_MIN + random.nextInt(WATCH_SECONDS_MIN);
  }
}
