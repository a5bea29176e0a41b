package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A roster while one edit works on it.
final class RosterDraft {
  private static final DeclaredSetFact[] NO_SETS = {};

  private final ServiceKey key;
  private final @Nullable Roster before;
  private @Nullable ServiceFact service;
  private final Map<String, List<MemberBlock>> slices = new TreeMap<>(); // touched ones only
  private @Nullable Map<ObjectKey, DeclaredSetFact> declared; // null: those of before

  RosterDraft(ServiceKey key, @Nullable Roster before) {
    this.key = key;
    this.before = before;
    if (before != null) service = before.service().orElse(null);
  }

  ServiceKey key() {
    return key;
  }

  @Nullable Roster before() {
    return before;
  }

  @Nullable ServiceFact service() {
    return service;
  }

  void service(@Nullable ServiceFact next) {
    service = next;
  }

  /// Sets a slice's blocks; none removes it.
  void slice(String name, List<MemberBlock> blocks) {
    slices.put(name, blocks);
  }

  /// A slice's first block by now, or where it has none that of another slice; null if there is no
  /// other.
  @Nullable MemberBlock like(String name) {
    List<MemberBlock> said = slices.get(name);
    List<MemberBlock> own = said != null ? said : oldSlice(name);
    if (!own.isEmpty()) return own.getFirst();
    for (List<MemberBlock> other : slices.values()) if (!other.isEmpty()) return other.getFirst();
    return before == null || before.blocks().length == 0 ? null : before.blocks()[0];
  }

  void declare(DeclaredSetFact set) {
    declaredSets().put(set.key(), set);
  }

  void undeclare(ObjectKey set) {
    declaredSets().remove(set);
  }

  private Map<ObjectKey, DeclaredSetFact> declaredSets() {
    Map<ObjectKey, DeclaredSetFact> sets = declared;
    if (sets == null) {
      sets = new TreeMap<>();
      for (DeclaredSetFact set : oldSets()) sets.put(set.key(), set);
      declared = sets;
    }
    return sets;
  }

  /// Whether anything differs from before.
  boolean isChanged() {
    slices.entrySet().removeIf(slice -> isSame(oldSlice(slice.getKey()), slice.getValue()));
    ServiceFact old = oldService();
    boolean sameService = old == null ? service == null : old.equals(service);
    return !slices.isEmpty() || !sameService || !Arrays.equals(sets(), oldSets());
  }

  private DeclaredSetFact[] oldSets() {
    return before == null ? NO_SETS : before.declared();
  }

  private DeclaredSetFact[] sets() {
    return declared == null ? oldSets() : declared.values().toArray(NO_SETS);
  }

  private List<MemberBlock> oldSlice(String name) {
    return before == null ? List.of() : before.slice(name);
  }

  private static boolean isSame(List<MemberBlock> a, List<MemberBlock> b) {
    if (a.size() != b.size()) return false;
    for (int i = 0; i < a.size(); i++) if (!a.get(i).isSame(b.get(i))) return false;
    return true;
  }

  /// The Service before the edit.
  @Nullable ServiceFact oldService() {
    return before == null ? null : before.service().orElse(null);
  }

  /// Tells the blocks of each slice that differs, before and after.
  void slices(BiConsumer<List<MemberBlock>, List<MemberBlock>> each) {
    slices.forEach((name, blocks) -> each.accept(oldSlice(name), blocks));
  }

  /// The roster after the edit; null if nothing is known of the Service any more.
  @Nullable Roster after() {
    MemberBlock[] blocks = nextBlocks();
    DeclaredSetFact[] sets = sets();
    if (service == null && blocks.length == 0 && sets.length == 0) return null;
    return new Roster(key, service, blocks, sets, nextSlicesOf(blocks));
  }

  private MemberBlock[] nextBlocks() {
    if (slices.isEmpty()) return before == null ? new MemberBlock[0] : before.blocks();
    List<MemberBlock> next = new ArrayList<>();
    if (before != null) {
      for (MemberBlock block : before.blocks()) {
        if (!slices.containsKey(block.slice())) next.add(block);
      }
    }
    slices.values().forEach(next::addAll);
    next.sort((a, b) -> {
      int order = a.slice().compareTo(b.slice());
      return order != 0 ? order : Integer.compare(a.part(), b.part());
    });
    return next.toArray(new MemberBlock[0]);
  }

  private @Nullable HashIndex<String> nextSlicesOf(MemberBlock[] blocks) {
    if (blocks.length <= Roster.BLOCKS_WALKED_MAX) return null;
    HashIndex<String> index = before == null ? null : before.slicesOf();
    IndexSteps<String> steps = new IndexSteps<>();
    if (index == null) {
      for (MemberBlock block : blocks) {
        for (int i = 0; i < block.count(); i++) lead(block, i, block.slice(), steps);
      }
      return HashIndex.<String>empty().after(steps);
    }
    slices.forEach((name, next) ->
        RowDifference.of(
            oldSlice(name),
            next,
            (block, member) -> {
              int address = block.addressHash(member);
              if (!anyLeads(next, address)) steps.remove(address, name);
              int given = block.givenNameHash(member);
              if (!anyLeads(next, given)) steps.remove(given, name);
            },
            (block, member) -> lead(block, member, name, steps)));
    return index.after(steps);
  }

  private static void lead(MemberBlock block, int member, String slice, IndexSteps<String> steps) {
    steps.add(block.addressHash(member), slice);
    if (!block.givenName(member).isEmpty()) steps.add(block.givenNameHash(member), slice);
  }

  private static boolean anyLeads(List<MemberBlock> blocks, int hash) {
    for (MemberBlock block : blocks) if (block.leadsTo(hash)) return true;
    return false;
  }
}
