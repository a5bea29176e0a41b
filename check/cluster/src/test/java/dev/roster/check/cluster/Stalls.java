package dev.roster.check.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// How long this machine let threads wait that wanted to run: two that sleep for a millisecond
/// again and again, a virtual one and one of the system's.
final class Stalls {
  private static final long NAP_NANOS = Duration.ofMillis(1).toNanos();

  /// What is less is how a system sleeps.
  private static final long STALL_NANOS_MIN = NAP_NANOS;

  private final List<Thread> threads = new ArrayList<>();
  // By their end; what all stalls up to it were together.
  private final NavigableMap<Long, Long> sums = new ConcurrentSkipListMap<>();
  private final AtomicLong sum = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private volatile boolean ended;

  void start() {
    threads.add(Thread.ofVirtual().start(this::watch));
    threads.add(Thread.ofPlatform().start(this::watch));
  }

  private void watch() {
    while (!ended) {
      long begin = System.nanoTime();
      LockSupport.parkNanos(NAP_NANOS);
      long end = System.nanoTime();
      long stall = end - begin - NAP_NANOS;
      if (stall < STALL_NANOS_MIN) continue;
      longest.accumulateAndGet(stall, Math::max);
      sums.put(end, sum.addAndGet(stall));
    }
  }

  /// Nanoseconds of both together between two times; one that reaches into it counts whole. To be
  /// asked when it has ended.
  long between(long from, long to) {
    var before = sums.floorEntry(from);
    var within = sums.ceilingEntry(to);
    if (within == null) within = sums.lastEntry();
    if (within == null) return 0;
    return within.getValue() - (before == null ? 0 : before.getValue());
  }

  /// Nanoseconds of the longest.
  long longest() {
    return longest.get();
  }

  /// Looks no more.
  void end() throws InterruptedException {
    ended = true;
    for (Thread each : threads) each.join();
  }
}
