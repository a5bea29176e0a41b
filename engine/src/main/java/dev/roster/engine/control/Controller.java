package dev.roster.engine.control;

import dev.roster.core.objects.ObjectKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// A queue of keys and the workers that look after them.
final class Controller {
  /// Keys of one controller that are worked on at the same time.
  static final int WORKERS_MAX = 4;

  private static final Logger LOG = System.getLogger(Controller.class.getName());

  private final Reconciler reconciler;
  private final WorkQueue queue;
  private final LongAdder bugs = new LongAdder();

  Controller(Reconciler reconciler, LongSupplier nanoTime, RandomGenerator random) {
    this.reconciler = reconciler;
    this.queue = new WorkQueue(nanoTime, random);
  }

  /// Takes note of a change.
  void changed(ObjectChange change) {
    reconciler.changed(change, queue::add);
  }

  /// Starts the workers.
  List<Thread> start() {
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS_MAX; i++) {
      String name = reconciler.name() + "-" + i;
      workers.add(Thread.ofVirtual().name(name).start(this::work));
    }
    return workers;
  }

  /// Works on one key, if one is due. For those who bring their own time.
  boolean step() {
    Optional<ObjectKey> key = queue.poll();
    key.ifPresent(this::process);
    return key.isPresent();
  }

  WorkQueue queue() {
    return queue;
  }

  /// Failures that no rule foresees, so far.
  long bugs() {
    return bugs.sum();
  }

  private void work() {
    try {
      for (var key = queue.take(); key.isPresent(); key = queue.take()) process(key.get());
    } catch (InterruptedException asked) {
      // Nobody interrupts but to end it: the queue is closed or the process goes.
      Thread.currentThread().interrupt();
    }
  }

  private void process(ObjectKey key) {
    try {
      switch (reconciler.reconcile(key)) {
        case Reconciler.Result.Done() -> queue.forget(key);
        case Reconciler.Result.Again(var wait) -> {
          queue.forget(key);
          queue.addAfter(key, wait);
        }
        case Reconciler.Result.Retry(var reason) -> {
          var wait = queue.retry(key);
          LOG.log(Level.DEBUG, () -> key + ": " + reason + "; again in " + wait.toMillis() + " ms");
        }
        case Reconciler.Result.Stop(var reason) -> {
          queue.forget(key);
          LOG.log(Level.DEBUG, () -> key + ": " + reason + "; until it changes");
        }
      }
    } catch (RuntimeException | AssertionError bug) {
      bugs.increment();
      queue.retry(key);
      LOG.log(Level.ERROR, reconciler.name() + ": " + key, bug);
    } finally {
      queue.done(key);
    }
    if (queue.takeOverflow()) reconciler.all(queue::add);
  }
}
