package dev.roster.core.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An immutable multimap from 32-bit hashes to values. A change copies the leaves that it touches
/// and the path to them, nothing else.
///
/// It holds no keys: who looks something up tells by the value whether it is meant. Leaves are an
/// array of hashes beside one of values, so that an entry costs about 12 bytes in all. Many values
/// of one hash (members that share an address) are an index of their own by the values' hashes.
final class HashIndex<T> {
  /// Entries of one leaf, at most, unless they are of one hash and values of one hash.
  private static final int LEAF_ENTRIES_MAX = 32;

  private static final int BITS = 2;
  private static final int FAN_OUT = 1 << BITS;

  private static final HashIndex<?> EMPTY = new HashIndex<>(new Leaf(new int[0], new Object[0]), 0);

  private sealed interface Tree {}

  private static final class Leaf implements Tree {
    final int[] hashes;
    final Object[] values;

    Leaf(int[] hashes, Object[] values) {
      this.hashes = hashes;
      this.values = values;
    }
  }

  // Fields, not an array: a lookup waits for each object on its way that no processor's cache has.
  private static final class Branch implements Tree {
    final @Nullable Tree first;
    final @Nullable Tree second;
    final @Nullable Tree third;
    final @Nullable Tree fourth;

    Branch(
        @Nullable Tree first, @Nullable Tree second, @Nullable Tree third, @Nullable Tree fourth) {
      this.first = first;
      this.second = second;
      this.third = third;
      this.fourth = fourth;
    }

    /// @param at from 0 below [#FAN_OUT]
    @Nullable Tree child(int at) {
      return switch (at) {
        case 0 -> first;
        case 1 -> second;
        case 2 -> third;
        default -> fourth;
      };
    }
  }

  /// More values of one hash than a leaf takes, by their own hashes.
  private static final class Same implements Tree {
    final int hash;
    final HashIndex<Object> values;

    Same(int hash, HashIndex<Object> values) {
      this.hash = hash;
      this.values = values;
    }
  }

  private final Tree root;
  private final int size;

  private HashIndex(Tree root, int size) {
    this.root = root;
    this.size = size;
  }

  /// The index without entries.
  @SuppressWarnings("unchecked") // it holds no value of any type
  static <T> HashIndex<T> empty() {
    return (HashIndex<T>) EMPTY;
  }

  /// How many entries.
  int size() {
    return size;
  }

  /// The first value under a hash that is meant, null if there is none.
  @Nullable T first(int hash, Predicate<? super T> meant) {
    int mixed = mix(hash);
    return first(under(mixed), mixed, meant);
  }

  @SuppressWarnings("unchecked") // only values of T were put in
  private static <T> @Nullable T first(@Nullable Tree tree, int mixed, Predicate<? super T> meant) {
    switch (tree) {
      case null -> {}
      case Leaf leaf -> {
        for (int i = 0; i < leaf.hashes.length; i++) {
          if (leaf.hashes[i] == mixed && meant.test((T) leaf.values[i])) return (T) leaf.values[i];
        }
      }
      case Same same -> {
        Object[] found = {null};
        if (same.hash == mixed) {
          same.values.forEach(value -> {
            if (found[0] == null && meant.test((T) value)) found[0] = value;
          });
        }
        return (T) found[0];
      }
      case Branch _ -> throw new AssertionError("no branch is at the end of a path");
    }
    return null;
  }

  /// Tells every value under a hash; others of the same hash may be among them.
  @SuppressWarnings("unchecked") // only values of T were put in
  void forEach(int hash, Consumer<? super T> each) {
    int mixed = mix(hash);
    Tree tree = under(mixed);
    if (tree instanceof Same same && same.hash == mixed) forEach(same, each);
    if (!(tree instanceof Leaf leaf)) return;
    for (int i = 0; i < leaf.hashes.length; i++) {
      if (leaf.hashes[i] == mixed) each.accept((T) leaf.values[i]);
    }
  }

  /// Tells every value, in no order that means anything.
  void forEach(Consumer<? super T> each) {
    forEach(root, each);
  }

  @SuppressWarnings("unchecked") // only values of T were put in
  private void forEach(@Nullable Tree tree, Consumer<? super T> each) {
    switch (tree) {
      case null -> {}
      case Leaf leaf -> {
        for (Object value : leaf.values) each.accept((T) value);
      }
      case Same same -> same.values.forEach(value -> each.accept((T) value));
      case Branch branch -> {
        for (int i = 0; i < FAN_OUT; i++) forEach(branch.child(i), each);
      }
    }
  }

  /// Tells the values that one of two indexes holds and the other does not, very values compared.
  /// What both share is not walked, so the cost is the size of the difference.
  static <T> void differences(
      HashIndex<T> a, HashIndex<T> b, Consumer<? super T> onlyA, Consumer<? super T> onlyB) {
    a.differences(a.root, b.root, onlyA, onlyB);
  }

  @SuppressWarnings("ReferenceEquality") // the very trees
  private void differences(
      @Nullable Tree a, @Nullable Tree b, Consumer<? super T> onlyA, Consumer<? super T> onlyB) {
    if (a == b) return;
    if (a instanceof Branch one && b instanceof Branch other) {
      for (int i = 0; i < FAN_OUT; i++) {
        differences(one.child(i), other.child(i), onlyA, onlyB);
      }
      return;
    }
    if (a instanceof Same one && b instanceof Same other && one.hash == other.hash) {
      differences(one.values.root, other.values.root, onlyA, onlyB);
      return;
    }
    Set<T> ofA = Collections.newSetFromMap(new IdentityHashMap<>());
    forEach(a, ofA::add);
    forEach(
        b,
        value -> {
          if (!ofA.remove(value)) onlyB.accept(value);
        });
    ofA.forEach(onlyA);
  }

  private @Nullable Tree under(int mixed) {
    Tree tree = root;
    int shift = 32 - BITS;
    while (tree instanceof Branch branch) {
      tree = branch.child(childOf(mixed, shift));
      shift -= BITS;
    }
    return tree;
  }

  /// The index after these steps.
  HashIndex<T> after(IndexSteps<T> steps) {
    if (steps.isEmpty()) return this;
    steps.sort();
    int[] grown = {size};
    Tree next = change(root, steps, 0, steps.size(), 32 - BITS, grown);
    if (next == root) return this;
    if (next == null) return empty();
    return new HashIndex<>(next, grown[0]);
  }

  private static @Nullable Tree change(
      @Nullable Tree tree, IndexSteps<?> steps, int from, int to, int shift, int[] grown) {
    if (tree instanceof Branch branch) return changeBranch(branch, steps, from, to, shift, grown);
    if (tree instanceof Same same) return changeSame(same, steps, from, to, grown);
    Leaf leaf = tree instanceof Leaf some ? some : new Leaf(new int[0], new Object[0]);
    if (shift < 0 && !steps.isWithin() && leaf.hashes.length + to - from > LEAF_ENTRIES_MAX) {
      Same same = sameOf(steps.mixedAt(from), leaf);
      Tree next = changeSame(same, steps, from, to, grown);
      return next == same ? tree : next;
    }
    // Many steps at once are spread over the leaves to be: each walks its own leaf only.
    if (to - from <= LEAF_ENTRIES_MAX || shift < 0) {
      return changeLeaf(leaf, steps, from, to, shift, grown);
    }
    Branch spread = split(leaf, shift);
    Tree next = changeBranch(spread, steps, from, to, shift, grown);
    return next == spread ? tree : next;
  }

  private static @Nullable Tree changeBranch(
      Branch branch, IndexSteps<?> steps, int from, int to, int shift, int[] grown) {
    int second = end(steps, from, to, shift, 0);
    int third = end(steps, second, to, shift, 1);
    int fourth = end(steps, third, to, shift, 2);
    Tree one = changePart(branch.first, steps, from, second, shift, grown);
    Tree two = changePart(branch.second, steps, second, third, shift, grown);
    Tree three = changePart(branch.third, steps, third, fourth, shift, grown);
    Tree four = changePart(branch.fourth, steps, fourth, to, shift, grown);
    boolean same =
        one == branch.first
            && two == branch.second
            && three == branch.third
            && four == branch.fourth;
    if (same) return branch;
    boolean none = one == null && two == null && three == null && four == null;
    return none ? null : new Branch(one, two, three, four);
  }

  private static @Nullable Tree changePart(
      @Nullable Tree child, IndexSteps<?> steps, int from, int to, int shift, int[] grown) {
    return from == to ? child : change(child, steps, from, to, shift - BITS, grown);
  }

  /// Where the steps of a child end, in their order.
  private static int end(IndexSteps<?> steps, int from, int to, int shift, int child) {
    int end = from;
    while (end < to && childOf(steps.mixedAt(end), shift) == child) end++;
    return end;
  }

  private static int childOf(int mixed, int shift) {
    return mixed >>> shift & FAN_OUT - 1;
  }

  private static @Nullable Tree changeSame(
      Same same, IndexSteps<?> steps, int from, int to, int[] grown) {
    IndexSteps<Object> inner = new IndexSteps<>(0, true);
    for (int i = from; i < to; i++) {
      Object value = steps.valueAt(i);
      inner.step(value.hashCode(), value, steps.addsAt(i));
    }
    HashIndex<Object> next = same.values.after(inner);
    if (next == same.values) return same;
    grown[0] += next.size - same.values.size;
    if (next.size > LEAF_ENTRIES_MAX) return new Same(same.hash, next);
    return next.size == 0 ? null : leafOf(same.hash, next);
  }

  private static Same sameOf(int hash, Leaf leaf) {
    IndexSteps<Object> inner = new IndexSteps<>(0, true);
    for (Object value : leaf.values) inner.step(value.hashCode(), value, true);
    return new Same(hash, HashIndex.empty().after(inner));
  }

  private static Leaf leafOf(int hash, HashIndex<Object> values) {
    List<Object> all = new ArrayList<>(values.size);
    values.forEach(all::add);
    int[] hashes = new int[all.size()];
    Arrays.fill(hashes, hash);
    return new Leaf(hashes, all.toArray());
  }

  private static @Nullable Tree changeLeaf(
      Leaf leaf, IndexSteps<?> steps, int from, int to, int shift, int[] grown) {
    int[] hashes = Arrays.copyOf(leaf.hashes, leaf.hashes.length + to - from);
    Object[] values = Arrays.copyOf(leaf.values, hashes.length);
    int count = leaf.hashes.length;
    boolean changed = false;
    for (int i = from; i < to; i++) {
      int mixed = steps.mixedAt(i);
      Object value = steps.valueAt(i);
      int at = 0;
      while (at < count && (hashes[at] != mixed || !values[at].equals(value))) at++;
      if (steps.addsAt(i) && at == count) {
        hashes[count] = mixed;
        values[count++] = value;
        changed = true;
      } else if (!steps.addsAt(i) && at < count) {
        hashes[at] = hashes[--count];
        values[at] = values[count];
        changed = true;
      }
    }
    if (!changed) return leaf.hashes.length == 0 ? null : leaf;
    grown[0] += count - leaf.hashes.length;
    if (count == 0) return null;
    Leaf made =
        count == hashes.length
            ? new Leaf(hashes, values)
            : new Leaf(Arrays.copyOf(hashes, count), Arrays.copyOf(values, count));
    return count <= LEAF_ENTRIES_MAX || shift < 0 ? made : split(made, shift);
  }

  private static Branch split(Leaf leaf, int shift) {
    int[] counts = new int[FAN_OUT];
    for (int hash : leaf.hashes) counts[childOf(hash, shift)]++;
    @Nullable Tree[] children = new @Nullable Tree[FAN_OUT];
    for (int child = 0; child < FAN_OUT; child++) {
      if (counts[child] == 0) continue;
      int[] hashes = new int[counts[child]];
      Object[] values = new Object[counts[child]];
      int at = 0;
      for (int i = 0; i < leaf.hashes.length; i++) {
        if (childOf(leaf.hashes[i], shift) != child) continue;
        hashes[at] = leaf.hashes[i];
        values[at++] = leaf.values[i];
      }
      Leaf part = new Leaf(hashes, values);
      boolean splits = hashes.length > LEAF_ENTRIES_MAX && shift >= BITS;
      children[child] = splits ? split(part, shift - BITS) : part;
    }
    return new Branch(children[0], children[1], children[2], children[3]);
  }

  /// Bytes of heap that the index itself holds, values not counted: as HotSpot lays objects out
  /// with compressed references.
  long bytesHeld() {
    return 24 + bytesHeld(root);
  }

  private static long bytesHeld(@Nullable Tree tree) {
    return switch (tree) {
      case null -> 0;
      case Leaf leaf -> 24 + 2 * Footprint.array(4, leaf.hashes.length);
      case Same same -> 24 + same.values.bytesHeld();
      case Branch branch -> {
        long bytes = 24;
        for (int i = 0; i < FAN_OUT; i++) bytes += bytesHeld(branch.child(i));
        yield bytes;
      }
    };
  }

  /// Spreads a hash over all 32 bits (the finalizer of MurmurHash3): hashes of names and addresses
  /// differ in few.
  static int mix(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ h >>> 16;
  }
}
