package dev.roster.node.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Ends a container in order: preStop, SIGTERM, what is left of its grace, SIGKILL.
///
/// @param endNanos when its grace is over; may come nearer while it runs
public record ContainerStop(ContainerRun run, LongSupplier nanoTime, LongSupplier endNanos) {
  /// What a container has for SIGTERM even if its preStop hook used up all its grace.
  public static final Duration TERM_MIN = Duration.ofSeconds(2);

  /// How long a wait may be before the end is looked at again: grace may be shortened.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /// Returns when it has ended.
  public void end() throws InterruptedException {
    long before = left();
    if (before > 0) run.preStop(Duration.ofNanos(before));
    long floor =
        before > 0 && run.container().preStop().isPresent()
            ? nanoTime.getAsLong() + TERM_MIN.toNanos()
            : nanoTime.getAsLong();
    if (before > 0) run.terminate();
    while (left() > 0 || floor - nanoTime.getAsLong() > 0) {
      long wait = Math.max(left(), floor - nanoTime.getAsLong());
      if (run.awaitEnd(Duration.ofNanos(Math.min(wait, LOOK_AGAIN.toNanos())))) return;
    }
    run.kill();
  }

  private long left() {
    return endNanos.getAsLong() - nanoTime.getAsLong();
  }
}
