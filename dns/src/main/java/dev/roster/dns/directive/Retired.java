package dev.roster.dns.directive;

import dev.roster.dns.host.Owned;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What configurations owned that are served no more, until the questions are answered that were
/// under way when they went.
final class Retired implements AutoCloseable {
  /// Milliseconds that questions under way have; no `forward` takes longer over one.
  static final long DRAIN_MILLIS_MAX = 6_000;

  private final Set<Thread> draining = ConcurrentHashMap.newKeySet();

  /// Waits for some questions.
  @FunctionalInterface
  interface Questions {
    /// Returns when they are answered, or after a bound.
    void await(long millisMax) throws InterruptedException;
  }

  /// Closes what a configuration owned: at once what no question waits in, the rest afterwards.
  void add(List<Owned> owned, Questions underWay) {
    List<Owned> waitedIn = owned.stream().filter(Owned::isWaitedIn).toList();
    owned.stream().filter(each -> !each.isWaitedIn()).forEach(Owned::close);
    if (waitedIn.isEmpty()) return;
    Thread thread =
        Thread.ofVirtual().name("dns-retired").unstarted(() -> drain(waitedIn, underWay));
    draining.add(thread);
    thread.start();
  }

  private void drain(List<Owned> owned, Questions underWay) {
    try {
      underWay.await(DRAIN_MILLIS_MAX);
    } catch (InterruptedException closing) {
      // The service ends: nothing waits any more.
    } finally {
      owned.forEach(Owned::close);
      draining.remove(Thread.currentThread());
    }
  }

  /// Waits no longer.
  @Override
  public void close() {
    for (Thread thread : draining) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
