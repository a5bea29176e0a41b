package dev.roster.dns.cache;

import dev.roster.core.names.Name;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Kept replies of one kind, as many as the configuration wants; beyond it the oldest goes. Split
/// into parts with a lock each.
final class Shelf {
  /// Replies, at most, whatever the configuration wants.
  static final int REPLIES_MAX = 1_000_000;

  private static final int PARTS = 64;
  private static final int PART_REPLIES_MIN = 16;

  /// What a reply is kept under: clients that want DNSSEC or no checking get replies of their own.
  record Key(Name name, int type, int qclass, boolean dnssecOk, boolean checkingDisabled) {}

  private final Part[] parts = new Part[PARTS];

  Shelf(long capacity) {
    long bounded = Math.max(0, Math.min(capacity, REPLIES_MAX));
    int each = (int) Math.max(PART_REPLIES_MIN, bounded / PARTS);
    for (int i = 0; i < PARTS; i++) parts[i] = new Part(each);
  }

  Optional<Item> get(Key key) {
    return part(key).get(key);
  }

  /// Returns whether another one had to go.
  boolean put(Key key, Item item) {
    return part(key).put(key, item);
  }

  void remove(Key key) {
    part(key).remove(key);
  }

  int size() {
    int size = 0;
    for (Part part : parts) size += part.size();
    return size;
  }

  private Part part(Key key) {
    int hash = key.hashCode() * 0x9e37_79b9;
    return parts[hash >>> 26];
  }

  private static final class Part {
    private final Map<Key, Item> items = new LinkedHashMap<>(); // guarded by this; oldest first
    private final int most;

    Part(int most) {
      this.most = most;
    }

    synchronized Optional<Item> get(Key key) {
      return Optional.ofNullable(items.get(key));
    }

    synchronized boolean put(Key key, Item item) {
      items.remove(key);
      boolean full = items.size() >= most;
      if (full) items.remove(items.keySet().iterator().next());
      items.put(key, item);
      return full;
    }

    synchronized void remove(Key key) {
      items.remove(key);
    }

    synchronized int size() {
      return items.size();
    }
  }
}
