package dev.roster.engine.control;

import dev.roster.core.objects.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Keys that wait to be looked at. A key waits once however often it is added, is worked on by one
/// worker at a time, and what is added while it is worked on is looked at again afterwards.
final class WorkQueue {
  /// Keys that wait, at most. Beyond it a key is dropped, and when the queue has been worked off,
  /// [#takeOverflow] says so once: then every key is to be added anew.
  static final int KEYS_MAX = 262_144;

  /// The first wait after a failure; it doubles with each further one.
  static final Duration BACKOFF_FIRST = Duration.ofMillis(10);

  /// The longest wait after a failure.
  static final Duration BACKOFF_MAX = Duration.ofSeconds(60);

  private record Delayed(ObjectKey key, long dueNanos) {}

  private final LongSupplier nanoTime;
  private final RandomGenerator random; // guarded by itself
  private final int keysMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();
  private final ArrayDeque<ObjectKey> waiting = new ArrayDeque<>(); // guarded by lock
  private final Set<ObjectKey> dirty = new HashSet<>(); // guarded by lock
  private final Set<ObjectKey> processing = new HashSet<>(); // guarded by lock
  private final Map<ObjectKey, Integer> failures = new HashMap<>(); // guarded by lock
  private final Map<ObjectKey, Delayed> delayed = new HashMap<>(); // guarded by lock
  private final PriorityQueue<Delayed> byDue; // guarded by lock; may hold what delayed has replaced
  private boolean overflow; // guarded by lock
  private boolean closed; // guarded by lock

  WorkQueue(LongSupplier nanoTime, RandomGenerator random) {
    this(nanoTime, random, KEYS_MAX);
  }

  /// With another bound, for tests.
  WorkQueue(LongSupplier nanoTime, RandomGenerator random, int keysMax) {
    this.nanoTime = nanoTime;
    this.random = random;
    this.keysMax = keysMax;
    // Times may wrap around: only differences mean anything.
    long origin = nanoTime.getAsLong();
    this.byDue = new PriorityQueue<>(Comparator.comparingLong(d -> d.dueNanos() - origin));
  }

  /// Adds a key to be looked at as soon as possible.
  void add(ObjectKey key) {
    lock.lock();
    try {
      addLocked(key);
    } finally {
      lock.unlock();
    }
  }

  /// Adds a key to be looked at after a while, unless it is to be looked at earlier anyway.
  void addAfter(ObjectKey key, Duration wait) {
    lock.lock();
    try {
      delayLocked(key, wait);
    } finally {
      lock.unlock();
    }
  }

  /// Counts a failure of a key and adds it again after a wait that grows with them.
  ///
  /// @return the wait: the back-off of this failure, of which up to a quarter is taken by chance so
  ///   that many keys don't come back at once
  Duration retry(ObjectKey key) {
    lock.lock();
    try {
      int count = failures.merge(key, 1, Integer::sum);
      long nanos = BACKOFF_FIRST.toNanos();
      for (int i = 1; i < count && nanos < BACKOFF_MAX.toNanos(); i++) nanos *= 2;
      nanos = Math.min(nanos, BACKOFF_MAX.toNanos());
      long jitter;
      synchronized (random) {
        jitter = random.nextLong(nanos / 4);
      }
      Duration wait = Duration.ofNanos(nanos - jitter);
      delayLocked(key, wait);
      return wait;
    } finally {
      lock.unlock();
    }
  }

  /// Forgets the failures of a key.
  void forget(ObjectKey key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /// The next key, waiting for one; empty once the queue is closed. [#done] must follow.
  Optional<ObjectKey> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) return Optional.empty();
        Optional<ObjectKey> next = nextLocked();
        if (next.isPresent()) return next;
        Delayed first = byDue.peek();
        if (first == null) {
          ready.await();
        } else {
          long _ = ready.awaitNanos(first.dueNanos() - nanoTime.getAsLong());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// The next key if one is to be looked at now. [#done] must follow.
  Optional<ObjectKey> poll() {
    lock.lock();
    try {
      return closed ? Optional.empty() : nextLocked();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the work on a key.
  void done(ObjectKey key) {
    lock.lock();
    try {
      processing.remove(key);
      if (dirty.contains(key)) {
        waiting.add(key);
        ready.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether keys were dropped and the queue has been worked off since; says it once.
  boolean takeOverflow() {
    lock.lock();
    try {
      if (!overflow || !dirty.isEmpty()) return false;
      overflow = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// How long until the next key is due, 0 if one is now; empty if none waits.
  Optional<Duration> untilDue() {
    lock.lock();
    try {
      promoteLocked();
      if (!waiting.isEmpty()) return Optional.of(Duration.ZERO);
      return Optional.ofNullable(byDue.peek())
          .map(first -> Duration.ofNanos(first.dueNanos() - nanoTime.getAsLong()));
    } finally {
      lock.unlock();
    }
  }

  /// Nothing is handed out any more; waiting workers get empty.
  void close() {
    lock.lock();
    try {
      closed = true;
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void addLocked(ObjectKey key) {
    if (closed || dirty.contains(key)) return;
    if (dirty.size() >= keysMax) {
      overflow = true;
      return;
    }
    dirty.add(key);
    if (processing.contains(key)) return;
    waiting.add(key);
    ready.signal();
  }

  private void delayLocked(ObjectKey key, Duration wait) {
    if (closed) return;
    Delayed next = new Delayed(key, nanoTime.getAsLong() + wait.toNanos());
    Delayed old = delayed.get(key);
    if (old != null && old.dueNanos() - next.dueNanos() <= 0) return;
    if (old == null && delayed.size() >= keysMax) {
      overflow = true;
      return;
    }
    if (old != null) byDue.remove(old);
    delayed.put(key, next);
    byDue.add(next);
    ready.signal();
  }

  private Optional<ObjectKey> nextLocked() {
    promoteLocked();
    ObjectKey key = waiting.poll();
    if (key == null) return Optional.empty();
    dirty.remove(key);
    processing.add(key);
    return Optional.of(key);
  }

  private void promoteLocked() {
    long now = nanoTime.getAsLong();
    while (!byDue.isEmpty() && byDue.peek().dueNanos() - now <= 0) {
      Delayed due = byDue.remove();
      delayed.remove(due.key());
      addLocked(due.key());
    }
  }
}
