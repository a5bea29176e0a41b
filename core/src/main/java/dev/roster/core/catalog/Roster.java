package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One Service and its members as known in one revision; immutable.
///
/// It is kept as long as anything is known of the Service: the object itself, a slice that carries
/// its name, a declared set that it governs. Members lie in blocks of bytes, one per slice.
public final class Roster {
  /// Blocks that a lookup walks one by one; with more, an index says which slices to look at.
  static final int BLOCKS_WALKED_MAX = 8;

  private final ServiceKey key;
  private final @Nullable ServiceFact service;
  private final MemberBlock[] blocks; // by slice, then part
  private final DeclaredSetFact[] declared;
  private final @Nullable HashIndex<String> slicesOf; // hashes of names and addresses -> slice
  private final PlanSlot plans = new PlanSlot();

  Roster(
      ServiceKey key,
      @Nullable ServiceFact service,
      MemberBlock[] blocks,
      DeclaredSetFact[] declared,
      @Nullable HashIndex<String> slicesOf) {
    this.key = key;
    this.service = service;
    this.blocks = blocks;
    this.declared = declared;
    this.slicesOf = slicesOf;
  }

  /// Which Service.
  public ServiceKey key() {
    return key;
  }

  /// The Service, if it exists: its name does only then.
  public Optional<ServiceFact> service() {
    return Optional.ofNullable(service);
  }

  /// Where plans that derive from this roster alone hang; they go with it.
  public PlanSlot plans() {
    return plans;
  }

  /// Members as the slices name them, ready or not: endpoints times addresses, duplicates counted.
  public int memberCount() {
    int count = 0;
    for (MemberBlock block : blocks) count += block.count();
    return count;
  }

  /// Whether any member is ready.
  public boolean anyReady() {
    for (MemberBlock block : blocks) if (block.anyReady()) return true;
    return false;
  }

  /// What is told of each member, for views and tables.
  public interface MemberVisitor {
    /// One member of one slice; unknown texts are "".
    void member(
        IpAddress address,
        boolean ready,
        boolean serving,
        boolean terminating,
        String hostname,
        String targetName,
        String node,
        String zone);
  }

  /// Tells every member, in the order of slices, then addresses.
  public void members(MemberVisitor visitor) {
    for (MemberBlock block : blocks) {
      for (int i = 0; i < block.count(); i++) {
        visitor.member(
            block.address(i),
            block.isReady(i),
            block.isServing(i),
            block.isTerminating(i),
            block.hostname(i),
            block.targetName(i),
            block.node(i),
            block.zone(i));
      }
    }
  }

  /// Told of a member in its block.
  interface Visitor {
    void member(MemberBlock block, int member);
  }

  /// Tells every ready member.
  void ready(Visitor visitor) {
    for (MemberBlock block : blocks) {
      for (int i = 0; i < block.count(); i++) if (block.isReady(i)) visitor.member(block, i);
    }
  }

  /// Tells every member of that label below the Service's name, ready or not.
  void named(String label, boolean podNames, Visitor visitor) {
    if (slicesOf == null) {
      for (MemberBlock block : blocks) named(block, label, podNames, visitor);
      return;
    }
    Set<String> slices = new TreeSet<>();
    slicesOf.forEach(label.hashCode(), slices::add);
    AddressNames.ofDashed(label)
        .ifPresent(address -> slicesOf.forEach(address.hashCode(), slices::add));
    for (String slice : slices) {
      for (MemberBlock block : slice(slice)) named(block, label, podNames, visitor);
    }
  }

  private static void named(MemberBlock block, String label, boolean podNames, Visitor visitor) {
    block.named(label, podNames, member -> visitor.member(block, member));
  }

  /// Tells every member whose address is a name, ready or not, with its block.
  void hosts(BiConsumer<MemberBlock, HostMember> visitor) {
    for (MemberBlock block : blocks) {
      for (HostMember host : block.hosts()) visitor.accept(block, host);
    }
  }

  /// Tells every member at an address, ready or not.
  void at(IpAddress address, Visitor visitor) {
    if (slicesOf == null) {
      for (MemberBlock block : blocks) at(block, address, visitor);
      return;
    }
    Set<String> slices = new TreeSet<>();
    slicesOf.forEach(address.hashCode(), slices::add);
    for (String slice : slices) {
      for (MemberBlock block : slice(slice)) at(block, address, visitor);
    }
  }

  private static void at(MemberBlock block, IpAddress address, Visitor visitor) {
    block.at(address, member -> visitor.member(block, member));
  }

  /// Whether one of some slices names an address, ready or not.
  ///
  /// @param among says of a slice's name whether it is one of them
  public boolean isNamed(IpAddress address, Predicate<String> among) {
    boolean[] found = {false};
    at(address, (block, _) -> found[0] |= among.test(block.slice()));
    return found[0];
  }

  /// Whether a member, ready or not, is at an address, or a virtual or external address of the
  /// Service is it.
  boolean holds(IpAddress address) {
    if (service != null && service.clusterIps().contains(address)) return true;
    if (service != null && service.externalIps().contains(address)) return true;
    boolean[] found = {false};
    at(address, (_, _) -> found[0] = true);
    return found[0];
  }

  /// As [#holds], of any address with this hash.
  boolean holdsHash(int addressHash) {
    if (service != null) {
      for (IpAddress address : service.clusterIps()) {
        if (address.hashCode() == addressHash) return true;
      }
      for (IpAddress address : service.externalIps()) {
        if (address.hashCode() == addressHash) return true;
      }
    }
    if (slicesOf == null) {
      for (MemberBlock block : blocks) if (block.holdsHash(addressHash)) return true;
      return false;
    }
    boolean[] found = {false};
    slicesOf.forEach(
        addressHash,
        slice -> {
          for (MemberBlock block : slice(slice)) found[0] |= block.holdsHash(addressHash);
        });
    return found[0];
  }

  /// The blocks of a slice, none if there is no such slice.
  List<MemberBlock> slice(String name) {
    int low = 0;
    int high = blocks.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks[middle].slice().compareTo(name) < 0) low = middle + 1;
      else high = middle;
    }
    List<MemberBlock> found = new ArrayList<>(1);
    for (; low < blocks.length && blocks[low].slice().equals(name); low++) found.add(blocks[low]);
    return found;
  }

  /// All blocks, by slice and part. Do not change the array.
  MemberBlock[] blocks() {
    return blocks;
  }

  /// The declared sets that the Service governs. Do not change the array.
  DeclaredSetFact[] declared() {
    return declared;
  }

  /// Which slices hold a name or an address; null where lookups walk all blocks.
  @Nullable HashIndex<String> slicesOf() {
    return slicesOf;
  }

  /// Whether a name below the Service's will be owned: by an ordinal of a declared set, or by a
  /// member that is known but not ready.
  boolean declares(String label, boolean podNames) {
    for (DeclaredSetFact set : declared) if (isOrdinalOf(set, label)) return true;
    boolean[] found = {false};
    named(label, podNames, (_, _) -> found[0] = true);
    hosts((_, host) -> found[0] |= host.label(podNames).equals(label));
    return found[0];
  }

  /// Whether the Service's own name will be owned: something is declared or known, ready or not.
  boolean declaresMembers() {
    for (DeclaredSetFact set : declared) if (set.count() > 0) return true;
    return memberCount() > 0;
  }

  private static boolean isOrdinalOf(DeclaredSetFact set, String label) {
    String name = set.key().name();
    if (!label.startsWith(name) || label.length() < name.length() + 2) return false;
    String digits = label.substring(name.length() + 1);
    if (label.charAt(name.length()) != '-' || digits.length() > 9) return false;
    if (digits.length() > 1 && digits.charAt(0) == '0') return false;
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) return false;
    long ordinal = Long.parseLong(digits);
    return ordinal >= set.first() && ordinal < (long) set.first() + set.count();
  }

  /// Bytes of heap that this roster holds alone: blocks, tables, labels and the Service's own
  /// texts.
  @SuppressWarnings("ReferenceEquality") // slices share the very labels
  long bytesHeld() {
    long bytes = 32 + 32 + 24 + Footprint.array(4, blocks.length);
    bytes += Footprint.text(key.name());
    Map<String, String> labels = Map.of();
    for (MemberBlock block : blocks) {
      bytes += block.bytesHeld() + Footprint.text(block.slice());
      if (block.labels() != labels) bytes += Footprint.labels(block.labels());
      labels = block.labels();
    }
    if (slicesOf != null) bytes += slicesOf.bytesHeld();
    if (service != null) bytes += 48 + 32 + 64L * service.clusterIps().size() + 24;
    return bytes;
  }
}
