package dev.roster.dns.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// Questions that are under way to other servers. Who wants the same as another waits for that one:
/// when what many ask for has expired, it is asked for once. There are as many as questions may
/// wait, at most.
final class Flights<K> {
  private final ConcurrentHashMap<K, CountDownLatch> underWay = new ConcurrentHashMap<>();

  /// None yet.
  Flights() {}

  /// Begins one, or waits for the end of the one that is under way. An interrupted thread does not
  /// wait.
  Flight<K> board(K key) {
    CountDownLatch own = new CountDownLatch(1);
    CountDownLatch other = underWay.putIfAbsent(key, own);
    if (other == null) return new Flight<>(this, key, own, true);
    try {
      other.await();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    return new Flight<>(this, key, other, false);
  }

  /// How many are under way.
  int size() {
    return underWay.size();
  }

  /// One of them; whoever began it ends it.
  ///
  /// @param isFirst whether it began here; else it has ended
  record Flight<K>(Flights<K> all, K key, CountDownLatch end, boolean isFirst)
      implements AutoCloseable {
    @Override
    public void close() {
      if (!isFirst) return;
      all.underWay.remove(key, end);
      end.countDown();
    }
  }
}
