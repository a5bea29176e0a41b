package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plans that derive from one immutable thing (a roster, a catalog, a configuration) and go with
/// it. Readers take no lock; nothing is ever removed, beyond the bound a new plan takes an old
/// one's place.
public final class PlanTable implements Home {
  /// Plans of one table, at most.
  public static final int PLANS_MAX = 16_384;

  private static final int SLOTS_MIN = 8;
  private static final int PROBES_MAX = 8;

  private volatile @Nullable Plan[] slots = new Plan[SLOTS_MIN]; // replaced under this
  private int size; // guarded by this
  private volatile DenialSlot[] denials = {}; // replaced under this; one a zone of a block

  /// An empty table.
  public PlanTable() {}

  /// That of a catalog.
  static PlanTable of(Catalog catalog) {
    return (PlanTable) catalog.plans().held(PlanTable::new);
  }

  /// Whether it is that of a catalog.
  @SuppressWarnings("ReferenceEquality") // the very table
  boolean isOf(Catalog catalog) {
    return of(catalog) == this;
  }

  /// The plan of a question, null where none is remembered: the whole name is compared.
  @Nullable Plan find(Packet packet) {
    long hash = packet.hash;
    @Nullable Plan[] table = slots;
    int mask = table.length - 1;
    int at = (int) (hash >>> 32) & mask;
    for (int i = 0; i < PROBES_MAX; i++) {
      Plan plan = table[at + i & mask];
      if (plan == null) return null;
      if (plan.hash == hash && plan.answers(packet)) return plan;
    }
    return null;
  }

  /// Remembers a plan.
  synchronized void put(Plan plan) {
    if (2 * size >= slots.length && slots.length < 2 * PLANS_MAX) grow();
    if (place(slots, plan)) size++;
  }

  /// Where the one denial of a zone is remembered, that all names share of which nothing is known.
  ///
  /// @param kind a zone may have several, told apart by small numbers: their reasons differ
  /// @param basis what it derives from beyond what this table belongs to: it goes when another one
  ///   is given
  public DenialSlot denial(ServerBlock block, Name zone, int kind, Object basis) {
    for (DenialSlot slot : denials) {
      if (slot.isFor(block, zone, kind) && slot.isOf(basis)) return slot;
    }
    return addDenial(block, zone, kind, basis);
  }

  private synchronized DenialSlot addDenial(ServerBlock block, Name zone, int kind, Object basis) {
    List<DenialSlot> next = new ArrayList<>();
    for (DenialSlot slot : denials) {
      boolean here = slot.isFor(block, zone, kind);
      if (here && slot.isOf(basis)) return slot;
      if (!here) next.add(slot);
    }
    DenialSlot made = new DenialSlot(block, zone, kind, basis);
    next.add(made);
    denials = next.toArray(DenialSlot[]::new);
    return made;
  }

  /// How many plans are held; for tests and counters.
  public synchronized int size() {
    return size;
  }

  private void grow() {
    @Nullable Plan[] old = slots;
    @Nullable Plan[] next = new Plan[2 * old.length];
    int held = 0;
    for (Plan plan : old) if (plan != null && place(next, plan)) held++;
    size = held;
    slots = next;
  }

  /// Returns whether one more is held than before.
  private static boolean place(@Nullable Plan[] table, Plan plan) {
    int mask = table.length - 1;
    int at = (int) (plan.hash >>> 32) & mask;
    for (int i = 0; i < PROBES_MAX; i++) {
      Plan there = table[at + i & mask];
      if (there != null && !there.sameQuestion(plan)) continue;
      table[at + i & mask] = plan;
      return there == null;
    }
    table[at] = plan;
    return false;
  }
}
