package dev.roster.dns.server;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The questions that waited for their answers at one moment.
public final class UnderWay {
  private final List<Thread> threads;
  private final LongSupplier nanoTime;

  UnderWay(List<Thread> threads, LongSupplier nanoTime) {
    this.threads = List.copyOf(threads);
    this.nanoTime = nanoTime;
  }

  /// Returns when all of them are answered, or after a while.
  public void await(long millisMax) throws InterruptedException {
    long until = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    for (Thread thread : threads) {
      long nanos = until - nanoTime.getAsLong();
      if (nanos <= 0) return;
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
  }
}
