package dev.roster.dns.top;

import dev.roster.dns.pipeline.Observer;
import dev.roster.dns.pipeline.Packet;
import java.util.concurrent.atomic.AtomicLong;

/// Counts answers that waited, of all workers and on any thread: behind a lock, which costs nothing
/// beside the wait.
final class SharedTopCounter implements Observer {
  private final TopCounter counter; // guarded by this, but for who reads

  /// Counts nothing yet.
  SharedTopCounter(AtomicLong wasted, long hashSeed, long randomSeed) {
    counter = new TopCounter(Observer.NONE, wasted, hashSeed, randomSeed);
  }

  @Override
  public synchronized void answered(Packet packet) {
    counter.answered(packet);
  }

  @Override
  public Observer elsewhere() {
    return this;
  }

  /// What is counted.
  TopCounter counter() {
    return counter;
  }
}
