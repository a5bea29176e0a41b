package dev.roster.dns.server;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The open connections of one address, within a bound for all and one for each client.
final class ConnectionCounts<C> {
  private final int max;
  private final int perClientMax;
  private final Map<C, InetAddress> open = new HashMap<>(); // guarded by this
  private final Map<InetAddress, Integer> clients = new HashMap<>(); // guarded by this
  private boolean closed; // guarded by this

  ConnectionCounts(int max, int perClientMax) {
    this.max = max;
    this.perClientMax = perClientMax;
  }

  /// Takes a connection, if there is room.
  synchronized boolean add(C connection, InetAddress client) {
    int ofClient = clients.getOrDefault(client, 0);
    if (closed || open.size() >= max || ofClient >= perClientMax) return false;
    open.put(connection, client);
    clients.put(client, ofClient + 1);
    return true;
  }

  /// Forgets one that ended.
  synchronized void remove(C connection) {
    if (!open.containsKey(connection)) return;
    InetAddress client = open.remove(connection);
    clients.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    notifyAll();
  }

  /// All of now.
  synchronized List<C> all() {
    return List.copyOf(open.keySet());
  }

  /// How many there are.
  synchronized int size() {
    return open.size();
  }

  /// Takes no more from now on.
  synchronized void close() {
    closed = true;
  }

  /// Waits until all have ended, for so long at most.
  synchronized void awaitEnd(LongSupplier nanoTime, long millis) throws InterruptedException {
    long until = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!open.isEmpty()) {
      long left = until - nanoTime.getAsLong();
      if (left <= 0) return;
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
  }
}
