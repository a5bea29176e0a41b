package dev.roster.node.probe;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/// When a try must be over.
///
/// @param atNanos in the nanoseconds of the clock
public record Deadline(LongSupplier nanoTime, long atNanos) {
  /// So long from now.
  public static Deadline in(Duration time, LongSupplier nanoTime) {
    return new Deadline(nanoTime, nanoTime.getAsLong() + time.toNanos());
  }

  /// What is left, at least 1 ms, for calls that take a timeout of milliseconds.
  ///
  /// @throws SocketTimeoutException if nothing is left
  public int leftMillis() throws SocketTimeoutException {
    long left = atNanos - nanoTime.getAsLong();
    if (left <= 0) throw new SocketTimeoutException("deadline exceeded");
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, left / 1_000_000));
  }
}
