package dev.roster.kubernetes.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// How long something took, counted in buckets that were named before. For many threads.
public final class Times {
  private final double[] bounds; // seconds, rising
  private final AtomicLongArray counts; // one more than bounds
  private final LongAdder nanos = new LongAdder();

  /// @param bounds the upper bounds of the buckets in seconds, rising
  Times(double... bounds) {
    this.bounds = bounds.clone();
    this.counts = new AtomicLongArray(bounds.length + 1);
  }

  /// What was counted.
  ///
  /// @param bounds in seconds
  /// @param counts of each bucket, not cumulated; the last one is of all above the last bound
  /// @param seconds the sum
  public record Shown(List<Double> bounds, List<Long> counts, double seconds) {
    public Shown {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }
  }

  /// Counts one; a negative time (clocks of two machines) as none.
  void add(long tookNanos) {
    long took = Math.max(0, tookNanos);
    double seconds = took / 1e9;
    int bucket = 0;
    while (bucket < bounds.length && seconds > bounds[bucket]) bucket++;
    counts.incrementAndGet(bucket);
    nanos.add(took);
  }

  /// What was counted so far.
  public Shown shown() {
    List<Double> upTo = new ArrayList<>(bounds.length);
    for (double bound : bounds) upTo.add(bound);
    List<Long> all = new ArrayList<>(counts.length());
    for (int i = 0; i < counts.length(); i++) all.add(counts.get(i));
    return new Shown(upTo, all, nanos.sum() / 1e9);
  }
}
