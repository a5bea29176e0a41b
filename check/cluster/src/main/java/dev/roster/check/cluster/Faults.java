package dev.roster.check.cluster;

import dev.roster.core.objects.Kind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What an [ApiServer] does wrong, on command; killing it and setting it back are its own.
public final class Faults {
  private final Map<Armed, AtomicInteger> armed = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean paused; // guarded by lock
  private volatile int bytesPerSecond;
  private volatile boolean unready;
  private volatile Refusal refusal = new Refusal(0, 0);
  private final AtomicInteger refusals = new AtomicInteger();

  Faults() {}

  /// Something that goes wrong once.
  public enum Trick {
    /// A watch breaks off within an event.
    TRUNCATED_FRAME,
    /// Behind an event of a watch there are bytes that are none.
    GARBAGE_FRAME,
    /// Behind a change a watch tells the state before it.
    OUT_OF_ORDER,
    /// Before an event a watch says 410.
    EXPIRED_EVENT,
    /// Before an event a watch says 500.
    FAILED_EVENT,
    /// A watch leaves an event out.
    LOST_EVENT,
    /// The next page of a list is refused with 410.
    EXPIRED_PAGE,
    /// A list breaks off within its body.
    TRUNCATED_PAGE,
    /// A list is garbage.
    GARBAGE_PAGE
  }

  private record Armed(Trick trick, Kind kind) {}

  /// @param retryAfterSeconds of the header; 0: none
  record Refusal(int code, int retryAfterSeconds) {}

  /// Lets it happen to the next so many of a kind.
  public void next(Trick trick, Kind kind, int times) {
    armed.computeIfAbsent(new Armed(trick, kind), _ -> new AtomicInteger()).addAndGet(times);
  }

  /// Whether one of these is still to come.
  public boolean isWaiting(Trick trick, Kind kind) {
    AtomicInteger times = armed.get(new Armed(trick, kind));
    return times != null && times.get() > 0;
  }

  boolean take(Trick trick, Kind kind) {
    AtomicInteger times = armed.get(new Armed(trick, kind));
    return times != null && times.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  /// Takes back all that is to come, and ends what lasts.
  public void heal() {
    armed.clear();
    refusals.set(0);
    bytesPerSecond = 0;
    unready = false;
    pause(false);
  }

  /// Refuses the next requests for objects.
  ///
  /// @param retryAfterSeconds of the header; 0: none
  public void refuse(int code, int retryAfterSeconds, int times) {
    refusal = new Refusal(code, retryAfterSeconds);
    refusals.set(times);
  }

  Refusal refused() {
    int left = refusals.getAndUpdate(times -> Math.max(0, times - 1));
    return left > 0 ? refusal : new Refusal(0, 0);
  }

  /// Lets connections be accepted and nothing said on them, as a process that is stopped.
  public void pause(boolean now) {
    lock.lock();
    try {
      paused = now;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Sends so many bytes a second on each connection; 0: as fast as it can.
  public void slow(int bytes) {
    bytesPerSecond = bytes;
  }

  /// Says that it is not ready, though it answers.
  public void unready(boolean now) {
    unready = now;
  }

  boolean isUnready() {
    return unready;
  }

  int bytesPerSecond() {
    return bytesPerSecond;
  }

  /// Waits while paused.
  void pass() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (paused) changed.await();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for as long as so many bytes take.
  void spend(int bytes) throws InterruptedException {
    int rate = bytesPerSecond;
    if (rate == 0) return;
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.SECONDS.toNanos(1) * bytes / rate;
      while (left > 0 && bytesPerSecond != 0) left = changed.awaitNanos(left);
    } finally {
      lock.unlock();
    }
  }
}
