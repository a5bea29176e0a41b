package dev.roster.kubernetes.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Keeps requests to the bounds that a Corefile sets: `apiserver_qps` and `apiserver_burst` for how
/// often a request begins, `apiserver_max_inflight` for how many wait for the head of their answer.
/// A watch that is open counts no more, as in CoreDNS: it would hold its place for ever.
///
/// CoreDNS 1.14 reads the first two and makes its client before it looks at them, so there they do
/// nothing.
public final class ThrottledClient implements ApiClient {
  /// Requests a second where only a burst is said; as client-go.
  static final double QPS_DEFAULT = 5;

  /// Requests at once where only a rate is said; as client-go.
  static final long BURST_DEFAULT = 10;

  private static final double NANOS = 1e9;

  private final ApiClient client;
  private final double qps;
  private final double burst;
  private final Semaphore inflight;
  private final LongSupplier nanoTime;
  private final Semaphore never = new Semaphore(0);
  private final ReentrantLock lock = new ReentrantLock();
  private double left; // requests that may begin now, below zero if some wait; guarded by lock
  private long leftNanos; // when that was; guarded by lock

  private ThrottledClient(
      ApiClient client, double qps, double burst, int inflightMax, LongSupplier nanoTime) {
    this.client = client;
    this.qps = qps;
    this.burst = burst;
    this.inflight = new Semaphore(inflightMax, true);
    this.nanoTime = nanoTime;
    this.left = burst;
    this.leftNanos = nanoTime.getAsLong();
  }

  /// A client within bounds, or the same one where none is set.
  ///
  /// @param qps requests a second, 0 for no bound
  /// @param burst requests at once above that, 0 where nothing is said
  /// @param inflightMax requests that wait for their answer, 0 for no bound
  public static ApiClient of(
      ApiClient client, double qps, long burst, long inflightMax, LongSupplier nanoTime) {
    if (qps <= 0 && burst <= 0 && inflightMax <= 0) return client;
    boolean rated = qps > 0 || burst > 0;
    double rate = !rated ? Double.POSITIVE_INFINITY : qps > 0 ? qps : QPS_DEFAULT;
    long most = burst > 0 ? burst : BURST_DEFAULT;
    int places =
        inflightMax > 0 ? (int) Math.min(inflightMax, Integer.MAX_VALUE) : Integer.MAX_VALUE;
    return new ThrottledClient(client, rate, most, places, nanoTime);
  }

  @Override
  public Reply get(String pathAndQuery, Duration silence) {
    try {
      long wait = reserve();
      if (wait > 0 && never.tryAcquire(wait, TimeUnit.NANOSECONDS)) throw new AssertionError();
      inflight.acquire();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return new Reply.Unreachable("interrupted");
    }
    try {
      return client.get(pathAndQuery, silence);
    } finally {
      inflight.release();
    }
  }

  /// Takes the next place in line.
  ///
  /// @return nanoseconds until it is there
  long reserve() {
    if (Double.isInfinite(qps)) return 0;
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      left = Math.min(burst, left + (now - leftNanos) / NANOS * qps) - 1;
      leftNanos = now;
      return left >= 0 ? 0 : (long) Math.ceil(-left / qps * NANOS);
    } finally {
      lock.unlock();
    }
  }
}
