package dev.roster.dns.forward;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of one upstream. Safe for all threads.
final class UpstreamNumbers {
  /// Rcodes that are told apart; the others are `other`.
  static final int RCODES_MAX = 24;

  private final Map<String, LongAdder> hits = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> misses = new ConcurrentHashMap<>();
  private final Map<Integer, Durations> durations = new ConcurrentHashMap<>();
  private final LongAdder checksFailed = new LongAdder();

  /// Nothing counted yet.
  UpstreamNumbers() {}

  /// A connection was needed: was one kept?
  void connection(String proto, boolean kept) {
    (kept ? hits : misses).computeIfAbsent(proto, _ -> new LongAdder()).increment();
  }

  /// An answer came.
  void answered(int rcode, long nanos) {
    durations.computeIfAbsent(Math.min(rcode, RCODES_MAX), _ -> new Durations()).add(nanos);
  }

  /// A health check failed.
  void checkFailed() {
    checksFailed.increment();
  }

  Map<String, LongAdder> hits() {
    return hits;
  }

  Map<String, LongAdder> misses() {
    return misses;
  }

  Map<Integer, Durations> durations() {
    return durations;
  }

  long checksFailed() {
    return checksFailed.sum();
  }
}
