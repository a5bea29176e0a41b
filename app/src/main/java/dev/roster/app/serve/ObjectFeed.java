package dev.roster.app.serve;

import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.metrics.MetricSource;
import java.time.Duration;
import java.util.List;

/// What fills the catalog while a name server runs.
interface ObjectFeed extends AutoCloseable {
  /// Begins, on threads of its own.
  void start();

  /// Whether all objects have been told once.
  boolean isSynced();

  /// Waits until [#isSynced], at most so long.
  void awaitSynced(Duration atMost) throws InterruptedException;

  /// Has compiled what each change passes through, within a bound; nothing of it is seen outside.
  default void warmUp() throws InterruptedException {}

  /// What people should know of it: one line a kind that can't be heard, or one for all of them
  /// while none could be asked for.
  List<String> notes();

  /// Takes along what another Corefile needs, before it is served; why it can't, and then nothing
  /// has changed.
  List<CorefileProblem> follow(CorefileConfig corefile);

  /// For `/metrics`.
  List<MetricSource> numbers();

  /// Ends it, and waits for its end.
  @Override
  void close();

  /// Waits for a thread's end, whatever asks this one to end meanwhile.
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
