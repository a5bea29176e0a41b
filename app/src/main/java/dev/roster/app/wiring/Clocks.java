package dev.roster.app.wiring;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The only place that reads the machine's clocks and its randomness; all else gets them from here.
public final class Clocks {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Clocks() {}

  /// The time of day.
  public static InstantSource instants() {
    return InstantSource.system();
  }

  /// A clock for durations.
  public static LongSupplier nanoTime() {
    return System::nanoTime;
  }

  /// Unix time in nanoseconds.
  public static LongSupplier unixNanos() {
    return () -> {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    };
  }

  /// Processor time of this process so far, in nanoseconds; 0 where the system does not say.
  public static LongSupplier processorNanos() {
    return () ->
        ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /// Random numbers that can't be guessed; for many threads.
  public static RandomGenerator random() {
    return RANDOM;
  }

  /// A number that is new at each start, never 0.
  public static long incarnation() {
    return RANDOM.nextLong() | 1;
  }
}
