package dev.roster.dns.directive;

import dev.roster.dns.host.Scheduler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A scheduler with one daemon thread, which starts with the first task.
public final class ThreadScheduler implements Scheduler, AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;

  /// A scheduler without tasks.
  ///
  /// @param name of its thread
  public ThreadScheduler(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Task schedule(Duration delay, Runnable task) {
    if (executor.isShutdown()) return () -> {};
    Future<?> future =
        executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /// On a virtual thread, which outlives this one if it must: what it reads is bounded.
  @Override
  public Task scheduleLong(Duration delay, Runnable task) {
    return schedule(
        delay, () -> Thread.ofVirtual().name("dns-timer-long").start(() -> guarded(task)));
  }

  /// The loop boundary: a task that is wrong doesn't stop the others.
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      System.getLogger(ThreadScheduler.class.getName())
          .log(System.Logger.Level.ERROR, "a scheduled task failed", bug);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
