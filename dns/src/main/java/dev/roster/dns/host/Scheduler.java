package dev.roster.dns.host;

import java.time.Duration;

/// Runs things later. Tasks are short; those of one scheduler never run at the same time.
public interface Scheduler {
  /// Runs a task once, after a delay.
  Task schedule(Duration delay, Runnable task);

  /// Runs a task once, after a delay, that may take long: it delays no other, and may run beside
  /// them. One that begins again each time is scheduled by itself, at its end.
  default Task scheduleLong(Duration delay, Runnable task) {
    return schedule(delay, task);
  }

  /// Something that will run.
  interface Task {
    /// Prevents it; nothing happens where it ran or runs.
    void cancel();
  }
}
