package dev.roster.dns.cache;

import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Kept;
import dev.roster.dns.pipeline.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One kept reply. Immutable but for what is counted of its use, and the plans that give it.
final class Item extends Kept {
  /// What objects take beyond the bytes that they hold: an item with its key, and a record.
  private static final int ITEM_BYTES = 420;

  private static final int RECORD_BYTES = 150;

  final Reply reply;
  final long ttlSeconds;
  final long storedNanos;

  /// What it takes of memory, about.
  final long bytes;

  /// Whether it has what was asked for.
  final boolean answering;

  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile long retryNanos; // written by whoever refreshes
  private volatile boolean waits; // a refresh failed: none before retryNanos
  private int hits; // guarded by this
  private long lastNanos; // guarded by this

  Item(Reply reply, long ttlSeconds, long storedNanos, boolean answering) {
    this.reply = reply;
    this.ttlSeconds = ttlSeconds;
    this.storedNanos = storedNanos;
    this.answering = answering;
    this.lastNanos = storedNanos;
    this.bytes = bytes(reply);
  }

  private static long bytes(Reply reply) {
    long bytes = ITEM_BYTES;
    for (List<ResourceRecord> section :
        List.of(reply.answers(), reply.authorities(), reply.additionals())) {
      for (ResourceRecord record : section) bytes += RECORD_BYTES + record.wireLength();
    }
    return bytes;
  }

  /// Seconds that are left; 0 or less once it has expired.
  long left(long now) {
    return ttlSeconds - TimeUnit.NANOSECONDS.toSeconds(now - storedNanos);
  }

  /// Whether it may be given: it has not expired, or not longer ago than `stale`.
  boolean isGiven(long now, Duration stale) {
    long left = left(now);
    return left > 0 || (stale.isPositive() && -left < stale.toSeconds());
  }

  boolean isServfail() {
    return reply.rcode() == Rcode.SERVFAIL;
  }

  /// Counts a hit; returns how many came with no longer than `within` between them.
  synchronized int hit(long now, Duration within) {
    hits = now - lastNanos > within.toNanos() ? 1 : hits + 1;
    lastNanos = now;
    return hits;
  }

  private synchronized int hits() {
    return hits;
  }

  /// Goes on counting where another one stopped.
  void takeHits(Item before, long now) {
    int count = before.hits();
    synchronized (this) {
      hits = count;
      lastNanos = now;
    }
  }

  /// Whether the caller is to refresh it: one at a time, and none soon after one that failed.
  boolean beginRefresh(long now) {
    if (waits && now - retryNanos < 0) return false;
    return refreshing.compareAndSet(false, true);
  }

  /// Ends a refresh.
  ///
  /// @param recheck after which a failed one may be tried again
  void endRefresh(long now, Duration recheck, boolean refreshed) {
    retryNanos = now + recheck.toNanos();
    waits = !refreshed && recheck.isPositive();
    refreshing.set(false);
  }
}
