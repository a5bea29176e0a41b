package dev.roster.dns.directive;

import dev.roster.dns.host.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A scheduler whose time goes on when a test says so.
final class ManualScheduler implements Scheduler {
  private final List<Waiting> waiting = new ArrayList<>();
  private Duration now = Duration.ZERO;

  private record Waiting(Duration at, Runnable task) {}

  @Override
  public synchronized Task schedule(Duration delay, Runnable task) {
    Waiting entry = new Waiting(now.plus(delay), task);
    waiting.add(entry);
    return () -> waiting.remove(entry);
  }

  /// Lets time pass, and everything run that is due by then.
  void pass(Duration time) {
    Duration end = now.plus(time);
    while (true) {
      var next =
          waiting.stream()
              .filter(entry -> entry.at.compareTo(end) <= 0)
              .min(Comparator.comparing(Waiting::at));
      if (next.isEmpty()) break;
      waiting.remove(next.get());
      now = next.get().at;
      next.get().task.run();
    }
    now = end;
  }

  /// When the tasks that wait are due, from now.
  List<Duration> delays() {
    return waiting.stream().map(entry -> entry.at.minus(now)).sorted().toList();
  }
}
