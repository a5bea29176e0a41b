package dev.roster.core.catalog;

import java.util.Arrays;

/// Steps of a [HashIndex] to take at once. An added value that is there already (by equals) stays
/// alone; removing what isn't there does nothing. Steps of one hash take effect in order.
final class IndexSteps<T> {
  private static final int FIRST_ROOM = 8;
  private static final long[] NO_KEYS = {};
  private static final Object[] NO_VALUES = {};
  private static final boolean[] NO_ADDS = {};

  private long[] keys; // hash, then the step's place in the order
  private Object[] values;
  private boolean[] adds;
  private int count;
  private final boolean within;

  /// No steps yet.
  IndexSteps() {
    this(0);
  }

  /// No steps yet, and room for some.
  IndexSteps(int room) {
    this(room, false);
  }

  /// @param within whether they are of an index of values of one hash
  IndexSteps(int room, boolean within) {
    this.keys = room == 0 ? NO_KEYS : new long[room];
    this.values = room == 0 ? NO_VALUES : new Object[room];
    this.adds = room == 0 ? NO_ADDS : new boolean[room];
    this.within = within;
  }

  /// Forgets all of them.
  void clear() {
    count = 0;
  }

  /// Adds a value.
  void add(int hash, T value) {
    step(hash, value, true);
  }

  /// Removes a value.
  void remove(int hash, T value) {
    step(hash, value, false);
  }

  /// How many.
  int size() {
    return count;
  }

  /// Whether there is nothing to do.
  boolean isEmpty() {
    return count == 0;
  }

  void step(int hash, Object value, boolean adding) {
    if (count == keys.length) {
      int room = Math.max(FIRST_ROOM, count * 2);
      keys = Arrays.copyOf(keys, room);
      values = Arrays.copyOf(values, room);
      adds = Arrays.copyOf(adds, room);
    }
    // The order of the tree is that of unsigned hashes; a long sorts as signed.
    keys[count] = (long) (HashIndex.mix(hash) ^ Integer.MIN_VALUE) << 32 | count;
    values[count] = value;
    adds[count++] = adding;
  }

  /// Whether they are of an index of values of one hash.
  boolean isWithin() {
    return within;
  }

  /// Puts them in the order of the index.
  void sort() {
    Arrays.sort(keys, 0, count);
  }

  /// The mixed hash of the step at this place of that order.
  int mixedAt(int i) {
    return (int) (keys[i] >> 32) ^ Integer.MIN_VALUE;
  }

  /// Its value.
  Object valueAt(int i) {
    return values[(int) keys[i]];
  }

  /// Whether it adds, not removes.
  boolean addsAt(int i) {
    return adds[(int) keys[i]];
  }
}
