package dev.roster.engine.store;

import dev.roster.core.objects.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A watch of [MemoryStore]: a bounded queue that the store's writer fills and one reader empties.
/// Lock order: the store's lock, then this one's; the reader never holds this one while asking the
/// store.
final class MemoryWatch implements Watch {
  private final Optional<MemoryStore> store;
  private final Set<Kind> kinds;
  private final int changesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<Change> waiting; // guarded by lock
  private Optional<String> ended; // guarded by lock; why nothing more comes
  private long position; // guarded by lock; everything up to it was taken

  MemoryWatch(MemoryStore store, Set<Kind> kinds, List<Change> missed, int changesMax) {
    this.store = Optional.of(store);
    this.kinds = kinds;
    this.changesMax = changesMax;
    this.waiting = new ArrayDeque<>(missed);
    this.ended = Optional.empty();
  }

  private MemoryWatch(String reason) {
    this.store = Optional.empty();
    this.kinds = Set.of();
    this.changesMax = 0;
    this.waiting = new ArrayDeque<>();
    this.ended = Optional.of(reason);
  }

  /// A watch that never begins.
  static MemoryWatch gone(String reason) {
    return new MemoryWatch(reason);
  }

  Set<Kind> kinds() {
    return kinds;
  }

  /// Called by the store's writer, in the order of revisions. False: the reader is too slow, the
  /// watch has ended.
  boolean offer(Change change) {
    lock.lock();
    try {
      if (ended.isPresent()) return false;
      if (waiting.size() >= changesMax) {
        // What waits is dropped too: the reader lists again anyway.
        waiting.clear();
        ended = Optional.of("too slow: more than " + changesMax + " changes wait");
      } else {
        waiting.add(change);
      }
      filled.signal();
      return ended.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Ends it after what waits already.
  void end(String reason) {
    lock.lock();
    try {
      if (ended.isEmpty()) ended = Optional.of(reason);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Next take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && ended.isEmpty()) filled.await();
      return next();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Next poll(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (waiting.isEmpty() && ended.isEmpty() && left > 0) left = filled.awaitNanos(left);
      return next();
    } finally {
      lock.unlock();
    }
  }

  private Next next() {
    if (waiting.isEmpty() && ended.isPresent()) return new Next.Gone(ended.get());
    List<Change> changes = new ArrayList<>(waiting);
    waiting.clear();
    if (!changes.isEmpty()) position = changes.getLast().revision();
    return new Next.Changes(changes);
  }

  @Override
  public long position() {
    if (store.isPresent()) return store.get().settledRevision(this);
    return 0;
  }

  /// Called under the store's lock.
  long positionAt(long revision) {
    lock.lock();
    try {
      if (ended.isEmpty() && waiting.isEmpty()) position = revision;
      return position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    end("the watch is closed");
    store.ifPresent(s -> s.remove(this));
  }
}
