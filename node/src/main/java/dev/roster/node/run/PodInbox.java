package dev.roster.node.run;

import dev.roster.core.objects.PodView;
import dev.roster.core.reconcile.PodInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// What waits for a pod's worker: what happened, in order, and in single places the pod's latest
/// object, that it is gone, and that something it misses may have come.
///
/// It needs no bound of its own: a container has at most one process, one start and three probes
/// under way, and each puts one input.
public final class PodInbox {
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private List<PodInput> inputs = new ArrayList<>(); // guarded by lock
  private Optional<PodView> latest = Optional.empty(); // guarded by lock
  private boolean removed; // guarded by lock
  private boolean retry; // guarded by lock

  /// Empty.
  public PodInbox(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// All that waited.
  ///
  /// @param latest the pod's object, if it has changed
  /// @param removed whether the object is gone from the store
  /// @param retry whether what is blocked should be tried again
  public record Batch(
      List<PodInput> inputs, Optional<PodView> latest, boolean removed, boolean retry) {}

  /// Something happened.
  public void put(PodInput input) {
    change(() -> inputs.add(input));
  }

  /// The pod's object is now this.
  public void update(PodView pod) {
    change(() -> latest = Optional.of(pod));
  }

  /// The pod's object is gone.
  public void remove() {
    change(() -> removed = true);
  }

  /// Something that it misses may have come.
  public void retry() {
    change(() -> retry = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something or the deadline has come, and takes all there is.
  public Batch take(OptionalLong deadline) throws InterruptedException {
    lock.lock();
    try {
      while (inputs.isEmpty() && latest.isEmpty() && !removed && !retry) {
        if (deadline.isEmpty()) {
          filled.await();
          continue;
        }
        long left = deadline.getAsLong() - nanoTime.getAsLong();
        if (left <= 0) break;
        // The clock may be simulated or jump: look again, however long was waited.
        if (filled.awaitNanos(left) <= 0) break;
      }
      Batch batch = new Batch(inputs, latest, removed, retry);
      inputs = new ArrayList<>();
      latest = Optional.empty();
      retry = false;
      removed = false;
      return batch;
    } finally {
      lock.unlock();
    }
  }
}
