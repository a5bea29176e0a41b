package dev.roster.dns.pipeline;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The plans of what one directive keeps. Readers take no lock. Each plan goes with the reply that
/// it gives; beyond the bounds others make room.
public final class CachedPlans {
  /// Plans of one directive, at most.
  public static final int PLANS_MAX = 131_072;

  /// Bytes of them, about, at most.
  public static final int BYTES_MAX = 32 << 20;

  private static final int SLOTS_MIN = 64;
  private static final int PROBES_MAX = 8;

  /// Slots for each plan, at most, where the table grows because those of one plan are all taken.
  private static final int SLOTS_EACH_MAX = 8;

  private volatile AtomicReferenceArray<@Nullable Cached> slots =
      new AtomicReferenceArray<>(SLOTS_MIN); // replaced under this
  private int size; // guarded by this
  private long bytes; // guarded by this
  private int hand; // guarded by this: the slot that makes room next

  /// None yet.
  public CachedPlans() {}

  /// The plan for a packet, null where there is none.
  ///
  /// @param basis what the other directives say of where the answer is remembered
  @Nullable Cached find(Packet packet, Home basis) {
    long hash = Cached.hash(packet);
    AtomicReferenceArray<@Nullable Cached> table = slots;
    int mask = table.length() - 1;
    int at = (int) (hash >>> 32);
    // Plans go at any time: a free slot says nothing of those behind it.
    for (int i = 0; i < PROBES_MAX; i++) {
      Cached plan = table.getAcquire(at + i & mask);
      if (plan != null && plan.hash == hash && plan.answers(packet, basis)) return plan;
    }
    return null;
  }

  /// Takes a plan in, unless its reply went meanwhile.
  void put(Cached plan) {
    synchronized (this) {
      while (isCrowded(plan) && slots.length() < 2 * PLANS_MAX) grow();
      while (bytes + plan.bytes() > BYTES_MAX && size > 0) {
        clear(slots, hand++ & slots.length() - 1);
      }
      place(slots, plan);
    }
    // Behind the slot, so that whoever drops the reply finds it there.
    if (!plan.giving.kept().takes(plan)) remove(plan);
  }

  /// Forgets a plan, if it is still there.
  @SuppressWarnings("ReferenceEquality") // the very plan
  synchronized void remove(Cached plan) {
    int mask = slots.length() - 1;
    for (int i = 0; i < PROBES_MAX; i++) {
      int at = (int) (plan.hash >>> 32) + i & mask;
      if (slots.get(at) == plan) clear(slots, at);
    }
  }

  /// How many plans are held.
  public synchronized int size() {
    return size;
  }

  /// Bytes of them, about.
  public synchronized long bytes() {
    return bytes;
  }

  /// Whether half of the slots are taken, or all that the plan may be in.
  private boolean isCrowded(Cached plan) {
    if (2 * size >= slots.length()) return true;
    if (SLOTS_EACH_MAX * size < slots.length()) return false;
    int mask = slots.length() - 1;
    for (int i = 0; i < PROBES_MAX; i++) {
      Cached there = slots.get((int) (plan.hash >>> 32) + i & mask);
      if (there == null || there.sameQuestion(plan)) return false;
    }
    return true;
  }

  private void grow() {
    AtomicReferenceArray<@Nullable Cached> old = slots;
    AtomicReferenceArray<@Nullable Cached> next = new AtomicReferenceArray<>(2 * old.length());
    size = 0;
    bytes = 0;
    for (int i = 0; i < old.length(); i++) {
      Cached plan = old.get(i);
      if (plan != null) place(next, plan);
    }
    slots = next;
  }

  private void place(AtomicReferenceArray<@Nullable Cached> table, Cached plan) {
    int mask = table.length() - 1;
    int first = (int) (plan.hash >>> 32);
    int free = -1;
    for (int i = 0; i < PROBES_MAX; i++) {
      int at = first + i & mask;
      Cached there = table.get(at);
      if (there != null && there.sameQuestion(plan)) {
        clear(table, at);
        there = null;
      }
      if (there == null && free < 0) free = at;
    }
    if (free < 0) {
      free = first & mask;
      clear(table, free);
    }
    table.setRelease(free, plan);
    size++;
    bytes += plan.bytes();
  }

  private void clear(AtomicReferenceArray<@Nullable Cached> table, int at) {
    Cached gone = table.get(at);
    if (gone == null) return;
    table.setRelease(at, null);
    size--;
    bytes -= gone.bytes();
    gone.giving.kept().loses(gone);
  }
}
