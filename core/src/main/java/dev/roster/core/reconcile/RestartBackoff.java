package dev.roster.core.reconcile;

/// How long a container that ended waits before it runs again: not at all the first time, then the
/// first wait, doubled each time up to the longest, and from the beginning again once it has run
/// for long enough.
///
/// @param waitNanos the wait after the next end; 0 before the first
/// @param sinceNanos when it was last started again
public record RestartBackoff(Limits limits, long waitNanos, long sinceNanos) {
  /// The bounds.
  public record Limits(long firstNanos, long longestNanos, long resetAfterNanos) {
    /// The kubelet's: 10 s, 5 min, forgotten after 10 min.
    public static final Limits KUBELET =
        new Limits(10_000_000_000L, 300_000_000_000L, 600_000_000_000L);
  }

  /// Before the first start.
  public static RestartBackoff none(Limits limits) {
    return new RestartBackoff(limits, 0, 0);
  }

  /// The wait for a container that ended at the given time.
  public long delayNanos(long endedNanos) {
    return forgotten(endedNanos) ? 0 : waitNanos;
  }

  /// It ended then and is started again now.
  public RestartBackoff restarted(long endedNanos, long now) {
    long next =
        forgotten(endedNanos)
            ? limits.firstNanos()
            : Math.min(2 * waitNanos, limits.longestNanos());
    return new RestartBackoff(limits, next, now);
  }

  private boolean forgotten(long endedNanos) {
    return waitNanos == 0 || endedNanos - sinceNanos > limits.resetAfterNanos();
  }
}
