package dev.roster.engine.feed;

import dev.roster.core.catalog.Revision;
import dev.roster.core.catalog.ServiceKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What one subscriber has still to look at: the Services that changed, each once however often it
/// did. The writer never waits for it; a reader that is too slow is told to start over.
public final class Mailbox implements AutoCloseable {
  /// Services that wait in one mailbox, at most; with more it says [Notice.Resync].
  public static final int SERVICES_MAX = 4096;

  private final LiveCatalog catalog;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final TreeSet<ServiceKey> changed = new TreeSet<>(); // guarded by lock
  private Revision revision; // guarded by lock
  private boolean pending; // guarded by lock
  private boolean overflowed; // guarded by lock

  Mailbox(LiveCatalog catalog, Revision now) {
    this.catalog = catalog;
    this.revision = now;
  }

  /// What a subscriber is told. The catalog to read is [LiveCatalog#current]: it is at least of
  /// that revision.
  public sealed interface Notice {
    /// These Services changed since the last notice; none where only the revision rose.
    record Changed(SortedSet<ServiceKey> services, Revision revision) implements Notice {}

    /// Too much changed to say what.
    record Resync(Revision revision) implements Notice {}
  }

  /// Waits for a notice.
  ///
  /// @return empty if `atMost` passed first
  public Optional<Notice> take(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!pending) {
        if (left <= 0) return Optional.empty();
        left = arrived.awaitNanos(left);
      }
      Notice notice =
          overflowed
              ? new Notice.Resync(revision)
              : new Notice.Changed(new TreeSet<>(changed), revision);
      changed.clear();
      overflowed = false;
      pending = false;
      return Optional.of(notice);
    } finally {
      lock.unlock();
    }
  }

  /// Puts a change in; called by the writer alone, never blocks for longer than a copy takes.
  void offer(Collection<ServiceKey> services, Revision at) {
    lock.lock();
    try {
      pending = true;
      revision = at;
      if (overflowed) return;
      changed.addAll(services);
      if (changed.size() > SERVICES_MAX) {
        changed.clear();
        overflowed = true;
      }
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the subscription.
  @Override
  public void close() {
    catalog.unsubscribe(this);
  }
}
