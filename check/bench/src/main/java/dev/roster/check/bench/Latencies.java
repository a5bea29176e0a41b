package dev.roster.check.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A histogram of nanoseconds: 32 steps for each doubling, so that what it says is within 3 %.
final class Latencies {
  private static final int STEP_BITS = 5;
  private static final int STEPS = 1 << STEP_BITS;

  private final long[] counts = new long[(Long.SIZE - STEP_BITS) * STEPS];
  private long total;
  private long largest;

  void add(long nanos) {
    counts[step(Math.max(0, nanos))]++;
    total++;
    if (nanos > largest) largest = nanos;
  }

  void addAll(Latencies others) {
    for (int i = 0; i < counts.length; i++) counts[i] += others.counts[i];
    total += others.total;
    largest = Math.max(largest, others.largest);
  }

  /// The largest, in microseconds, as it was.
  double largestMicros() {
    return largest / 1000.0;
  }

  long total() {
    return total;
  }

  /// The microseconds that a share of all did not exceed, 0 where there are none.
  double micros(double share) {
    long wanted = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) return top(i) / 1000.0;
    }
    return 0;
  }

  /// `[[MICROSECONDS,COUNT],...]`: how many took up to so long, and longer than the one before.
  String histogram() {
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        steps.add(String.format(Locale.ROOT, "[%.1f,%d]", top(i) / 1000.0, counts[i]));
      }
    }
    return "[" + String.join(",", steps) + "]";
  }

  private static int step(long nanos) {
    if (nanos < STEPS) return (int) nanos;
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
    return (shift + 1) * STEPS + (int) ((nanos >> shift) - STEPS);
  }

  private static long top(int step) {
    if (step < 2 * STEPS) return step;
    int shift = step / STEPS - 1;
    return ((long) (step % STEPS + STEPS + 1) << shift) - 1;
  }
}
