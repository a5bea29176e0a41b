package dev.roster.dns.cache;

import dev.roster.core.names.Name;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Kept replies of one kind, as many as the configuration wants and memory is for; beyond it the
/// oldest go. Split into parts with a lock each.
final class Shelf {
  /// Replies, at most, whatever the configuration wants.
  static final int REPLIES_MAX = 1_000_000;

  /// Bytes of all replies, about, at most: as many large answers don't fit as small ones.
  static final long BYTES_MAX = 64 << 20;

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

  /// Returns how many others had to go.
  int put(Key key, Item item) {
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

  /// Bytes of all replies, about.
  long bytes() {
    long bytes = 0;
    for (Part part : parts) bytes += part.bytes();
    return bytes;
  }

  private Part part(Key key) {
    int hash = key.hashCode() * 0x9e37_79b9;
    return parts[hash >>> 26];
  }

  private static final class Part {
    private final Map<Key, Item> items = new LinkedHashMap<>(); // guarded by this; oldest first
    private final int most;
    private long bytes; // guarded by this: of all items

    Part(int most) {
      this.most = most;
    }

    synchronized Optional<Item> get(Key key) {
      return Optional.ofNullable(items.get(key));
    }

    synchronized int put(Key key, Item item) {
      remove(key);
      int gone = 0;
      while (!items.isEmpty() && (items.size() >= most || bytes + item.bytes > BYTES_MAX / PARTS)) {
        remove(items.keySet().iterator().next());
        gone++;
      }
      items.put(key, item);
      bytes += item.bytes;
      return gone;
    }

    synchronized void remove(Key key) {
      Item gone = items.remove(key);
      if (gone == null) return;
      bytes -= gone.bytes;
      gone.drop();
    }

    synchronized long bytes() {
      return bytes;
    }

    synchronized int size() {
      return items.size();
    }
  }
}
