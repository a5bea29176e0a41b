package dev.roster.engine.feed;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Runs tasks one after the other without a thread of its own: whoever adds the first task runs all
/// that come meanwhile, the others go on at once. What a task writes is seen by the next.
///
/// A task that throws is a bug, or had no memory left: it is counted and logged with its stack, and
/// the next one runs.
public final class SerialLoop {
  /// Tasks that wait, at most; who adds one more waits for room.
  public static final int TASKS_MAX = 1024;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(TASKS_MAX);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong failures = new AtomicLong();

  /// A loop without tasks.
  public SerialLoop() {}

  /// Runs the task after all that were added before; on this thread or on one that is at it.
  ///
  /// Must not be called by a task.
  public void execute(Runnable task) {
    room.acquireUninterruptibly();
    tasks.add(task);
    if (waiting.getAndIncrement() > 0) return;
    do {
      attempt(tasks.remove());
      room.release();
    } while (waiting.decrementAndGet() > 0);
  }

  /// Runs a part of a task: if it throws, that is as if a task had, and the rest goes on.
  void attempt(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | Error bug) {
      failures.incrementAndGet();
      System.getLogger(SerialLoop.class.getName())
          .log(System.Logger.Level.ERROR, "a task of the loop failed", bug);
    }
  }

  /// Tasks that threw.
  public long failures() {
    return failures.get();
  }
}
