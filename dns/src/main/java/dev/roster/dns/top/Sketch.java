package dev.roster.dns.top;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The most frequent keys of a stream in bounded memory: filtered Space-Saving (Homem and Carvalho,
/// "Finding top-k elements in data streams", 2010). Allocates nothing once it is made; whoever uses
/// it sees to it that one thread does at a time.
///
/// Of every key it knows two bounds, [#atLeast] and [#atMost]; what came is between them. They are
/// apart by no more than the stream's length divided by the number of counters, and a key that came
/// more often than that has a counter, whatever else came. A key takes another's counter only once
/// its cell has counted more than the least counter: most keys of a random flood never do, and cost
/// no more than a step of their cell.
final class Sketch {
  /// Cells that count what has no counter, many keys in each.
  static final int CELLS = 1024;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  private final int keyBytes;
  private final int noteBytes;
  private final long[] counts;
  private final long[] errors;
  private final long[] hashes;
  private final int[] lengths;
  private final byte[] keys;
  private final byte[] notes;
  private final int[] heads; // by hash: a slot and 1, 0 for none
  private final int[] next; // by slot: the next of the same head, likewise
  private final int[] cells = new int[CELLS];
  private int used;
  private long least; // no counter is below it once all are used

  /// An empty one.
  ///
  /// @param counters a power of two
  /// @param keyBytes of a key, at most
  /// @param noteBytes of what may be noted of a key
  Sketch(int counters, int keyBytes, int noteBytes) {
    if (counters < 2 || Integer.bitCount(counters) != 1) {
      throw new IllegalArgumentException(counters + " counters (expected: a power of two)");
    }
    this.keyBytes = keyBytes;
    this.noteBytes = noteBytes;
    counts = new long[counters];
    errors = new long[counters];
    hashes = new long[counters];
    lengths = new int[counters];
    keys = new byte[counters * keyBytes];
    notes = new byte[counters * noteBytes];
    heads = new int[2 * counters];
    next = new int[counters];
  }

  private Sketch(Sketch other) {
    keyBytes = other.keyBytes;
    noteBytes = other.noteBytes;
    counts = other.counts.clone();
    errors = other.errors.clone();
    hashes = other.hashes.clone();
    lengths = other.lengths.clone();
    keys = other.keys.clone();
    notes = other.notes.clone();
    heads = other.heads.clone();
    next = other.next.clone();
    System.arraycopy(other.cells, 0, cells, 0, CELLS);
    used = other.used;
    least = other.least;
  }

  /// What it holds now.
  Sketch copy() {
    return new Sketch(this);
  }

  /// The hash of a key, by which it is found in every sketch.
  ///
  /// @param key has 8 bytes of slack behind `length`
  /// @param seed not to be guessed: else keys could be chosen that share a cell
  static long hash(byte[] key, int length, long seed) {
    long h = seed ^ length;
    for (int at = 0; at < length; at += 8) {
      long word = (long) LONG.get(key, at);
      int rest = length - at;
      if (rest < 8) word &= (1L << (8 * rest)) - 1L;
      long mixed = h ^ word;
      h = mixed * FACTOR ^ Math.unsignedMultiplyHigh(mixed, FACTOR) ^ mixed >>> 29;
    }
    return h;
  }

  /// Forgets all.
  void clear() {
    Arrays.fill(heads, 0);
    Arrays.fill(cells, 0);
    used = 0;
    least = 0;
  }

  /// Counts a key. Returns its slot, -1 where it has none.
  ///
  /// @param weight how many it stands for, 1 or more
  int count(byte[] key, int length, long hash, int weight) {
    int found = find(key, length, hash);
    if (found >= 0) {
      counts[found] += weight;
      return found;
    }
    int cell = cell(hash);
    int estimate = saturated((long) cells[cell] + weight);
    if (used < counts.length) return put(used++, key, length, hash, weight, 0);
    int slot = estimate > least ? leastSlot() : -1;
    if (slot < 0 || estimate <= least) {
      cells[cell] = estimate;
      return -1;
    }
    evict(slot);
    return put(slot, key, length, hash, estimate, estimate - weight);
  }

  private int put(int slot, byte[] key, int length, long hash, long count, long error) {
    counts[slot] = count;
    errors[slot] = error;
    hashes[slot] = hash;
    lengths[slot] = length;
    System.arraycopy(key, 0, keys, slot * keyBytes, length);
    int head = head(hash);
    next[slot] = heads[head];
    heads[head] = slot + 1;
    return slot;
  }

  /// Takes a slot from its key, which is from now on among those of its cell.
  private void evict(int slot) {
    int cell = cell(hashes[slot]);
    cells[cell] = Math.max(cells[cell], saturated(counts[slot]));
    int head = head(hashes[slot]);
    if (heads[head] == slot + 1) {
      heads[head] = next[slot];
      return;
    }
    int at = heads[head] - 1;
    while (next[at] != slot + 1) at = next[at] - 1;
    next[at] = next[slot];
  }

  /// The slot that counts least; says what it counts in [#least].
  private int leastSlot() {
    int slot = 0;
    for (int i = 1; i < counts.length; i++) if (counts[i] < counts[slot]) slot = i;
    least = counts[slot];
    return slot;
  }

  private int find(byte[] key, int length, long hash) {
    for (int at = heads[head(hash)]; at != 0; at = next[at - 1]) {
      int slot = at - 1;
      if (hashes[slot] != hash || lengths[slot] != length) continue;
      int from = slot * keyBytes;
      if (Arrays.equals(keys, from, from + length, key, 0, length)) return slot;
    }
    return -1;
  }

  private int head(long hash) {
    return (int) hash & heads.length - 1;
  }

  private static int cell(long hash) {
    return (int) (hash >>> 32) & CELLS - 1;
  }

  private static int saturated(long count) {
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  /// Notes something of the key that has a slot, in place of what was noted before.
  ///
  /// @param note with the sketch's number of bytes of it to take
  void note(int slot, byte[] note, int length) {
    System.arraycopy(note, 0, notes, slot * noteBytes, length);
  }

  /// How many keys have a slot.
  int size() {
    return used;
  }

  /// The key of a slot.
  SketchKey key(int slot) {
    int from = slot * keyBytes;
    return new SketchKey(Arrays.copyOfRange(keys, from, from + lengths[slot]), hashes[slot]);
  }

  /// What was noted of a slot's key.
  byte[] note(int slot) {
    return Arrays.copyOfRange(notes, slot * noteBytes, (slot + 1) * noteBytes);
  }

  /// How often a key came, at least.
  long atLeast(byte[] key, long hash) {
    int slot = find(key, key.length, hash);
    return slot < 0 ? 0 : counts[slot] - errors[slot];
  }

  /// How often a key came, at most.
  long atMost(byte[] key, long hash) {
    int slot = find(key, key.length, hash);
    return slot < 0 ? cells[cell(hash)] : counts[slot];
  }
}
