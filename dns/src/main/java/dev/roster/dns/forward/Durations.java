package dev.roster.dns.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// A histogram of times in CoreDNS's buckets: 0.25 ms, doubling up to 8.192 s.
final class Durations {
  private static final int BUCKETS = 16;
  private static final long FIRST_NANOS = 250_000;

  /// Upper bounds in seconds.
  static final List<Double> BOUNDS = bounds();

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS + 1);
  private final LongAdder sumNanos = new LongAdder();

  /// Nothing in it.
  Durations() {}

  private static List<Double> bounds() {
    List<Double> bounds = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) bounds.add((FIRST_NANOS << i) / 1e9);
    return List.copyOf(bounds);
  }

  void add(long nanos) {
    int bucket = 0;
    while (bucket < BUCKETS && nanos > FIRST_NANOS << bucket) bucket++;
    counts.incrementAndGet(bucket);
    sumNanos.add(nanos);
  }

  List<Long> counts() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i <= BUCKETS; i++) all.add(counts.get(i));
    return all;
  }

  double sumSeconds() {
    return sumNanos.sum() / 1e9;
  }
}
