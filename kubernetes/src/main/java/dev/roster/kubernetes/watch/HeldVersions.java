package dev.roster.kubernetes.watch;

import dev.roster.core.objects.ObjectKey;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which objects of one kind were told, and in which version: 25 bytes a slot and no object per
/// key. It says which of what is held a list did not name (mark and sweep), and whether a list
/// holds what the watch did not tell.
///
/// A key stands as two seeded hashes of 64 bits: who names objects can't make two of them meet.
/// Written by one thread.
final class HeldVersions {
  /// Objects of one kind, at most.
  static final int OBJECTS_MAX = 4_000_000;

  private static final int SLOTS_MIN = 64;

  private final long seedA;
  private final long seedB;
  private Table table = new Table(SLOTS_MIN);
  private int size;

  /// @param random for the seeds of the hashes
  HeldVersions(RandomGenerator random) {
    this.seedA = random.nextLong();
    this.seedB = random.nextLong();
  }

  /// What was known of an object.
  enum Known {
    NOTHING,
    SAME,
    OTHER
  }

  /// Open addressing; a slot without `b` is free.
  private static final class Table {
    private final long[] a;
    private final long[] b;
    private final long[] versions;
    private final boolean[] marked;

    Table(int slots) {
      this.a = new long[slots];
      this.b = new long[slots];
      this.versions = new long[slots];
      this.marked = new boolean[slots];
    }

    /// The slot of a key, or the free one where it would stand.
    int slot(long keyA, long keyB) {
      int mask = a.length - 1;
      int slot = (int) keyA & mask;
      while (b[slot] != 0 && (a[slot] != keyA || b[slot] != keyB)) slot = slot + 1 & mask;
      return slot;
    }

    void set(int slot, long keyA, long keyB, long version, boolean mark) {
      a[slot] = keyA;
      b[slot] = keyB;
      versions[slot] = version;
      marked[slot] = mark;
    }

    /// Frees a slot; those behind it that would not be found any more move up.
    void free(int slot) {
      int mask = a.length - 1;
      int hole = slot;
      for (int at = hole + 1 & mask; b[at] != 0; at = at + 1 & mask) {
        int home = (int) a[at] & mask;
        boolean stays = hole <= at ? home > hole && home <= at : home > hole || home <= at;
        if (stays) continue;
        set(hole, a[at], b[at], versions[at], marked[at]);
        hole = at;
      }
      b[hole] = 0;
    }
  }

  /// How many objects.
  int size() {
    return size;
  }

  /// Forgets all marks: a list begins.
  void unmark() {
    Arrays.fill(table.marked, false);
  }

  /// An object was told; it is marked.
  Known put(ObjectKey key, String version) {
    long keyA = hash(key, seedA);
    long keyB = hash(key, seedB) | 1;
    int slot = table.slot(keyA, keyB);
    long number = number(version);
    Known known = Known.NOTHING;
    if (table.b[slot] != 0) {
      known = table.versions[slot] == number ? Known.SAME : Known.OTHER;
    } else if (++size > table.a.length / 4 * 3) {
      table = sized(size, false);
      slot = table.slot(keyA, keyB);
    }
    table.set(slot, keyA, keyB, number, true);
    return known;
  }

  /// An object is gone.
  ///
  /// @return whether it was known
  boolean remove(ObjectKey key) {
    int slot = slot(key);
    if (table.b[slot] == 0) return false;
    table.free(slot);
    size--;
    return true;
  }

  boolean contains(ObjectKey key) {
    return table.b[slot(key)] != 0;
  }

  /// Marks an object, if it is known.
  void mark(ObjectKey key) {
    table.marked[slot(key)] = true;
  }

  /// Forgets all objects that are not marked: a list ended.
  ///
  /// @return how many
  int sweep() {
    int marked = 0;
    for (int i = 0; i < table.a.length; i++) if (table.b[i] != 0 && table.marked[i]) marked++;
    int swept = size - marked;
    if (swept > 0) table = sized(marked, true);
    size = marked;
    return swept;
  }

  /// What is known now, as it will be: can be asked whether it holds a key, nothing else.
  Set<ObjectKey> keys() {
    return new AbstractSet<>() {
      @Override
      public boolean contains(@Nullable Object key) {
        return key instanceof ObjectKey of && HeldVersions.this.contains(of);
      }

      @Override
      public Iterator<ObjectKey> iterator() {
        throw new UnsupportedOperationException("keys are known by their hashes alone");
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  private int slot(ObjectKey key) {
    return table.slot(hash(key, seedA), hash(key, seedB) | 1);
  }

  private Table sized(int objects, boolean markedOnly) {
    int slots = SLOTS_MIN;
    while (objects > slots / 4 * 3) slots *= 2;
    Table next = new Table(slots);
    for (int i = 0; i < table.a.length; i++) {
      if (table.b[i] == 0 || (markedOnly && !table.marked[i])) continue;
      int slot = next.slot(table.a[i], table.b[i]);
      next.set(slot, table.a[i], table.b[i], table.versions[i], table.marked[i]);
    }
    return next;
  }

  private static long hash(ObjectKey key, long seed) {
    long hash = mixed(seed, key.namespace());
    return mixed(hash ^ 0x2f, key.name()); // no namespace holds a slash
  }

  private static long mixed(long from, String text) {
    long hash = from;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ text.length()) * 0xbf58476d1ce4e5b9L;
    return hash ^ hash >>> 32;
  }

  /// A version as a number; of what is none (an API may use any text) a hash.
  private static long number(String version) {
    if (version.isEmpty() || version.length() > 18) return mixed(version.length(), version);
    long number = 0;
    for (int i = 0; i < version.length(); i++) {
      int digit = version.charAt(i) - '0';
      if (digit < 0 || digit > 9) return mixed(version.length(), version);
      number = number * 10 + digit;
    }
    return number;
  }
}
