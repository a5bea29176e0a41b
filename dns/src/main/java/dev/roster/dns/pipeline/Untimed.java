package dev.roster.dns.pipeline;

import dev.roster.dns.metrics.Counters;

/// Answers that are counted and whose time is not told yet: the clock is read once for all of them.
final class Untimed {
  /// Answers whose time is told together, at most.
  static final int ANSWERS_MAX = 64;

  private final Counters counters;
  private final int[] series; // of each answer
  private int count;

  /// None yet.
  ///
  /// @param room for so many
  Untimed(Counters counters, int room) {
    this.counters = counters;
    this.series = new int[room];
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// Whether [#tell] must come before another one.
  boolean isFull() {
    return count == series.length;
  }

  /// One more, of a series.
  void add(int number) {
    series[count++] = number;
  }

  /// Counts what all of them took, each; then there are none.
  void tell(long nanos) {
    for (int i = 0, next; i < count; i = next) {
      next = i + 1;
      while (next < count && series[next] == series[i]) next++;
      counters.took(series[i], next - i, nanos);
    }
    count = 0;
  }
}
