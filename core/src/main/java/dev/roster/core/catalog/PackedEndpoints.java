package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.names.IpAddress;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The endpoints of one slice as bytes: what a reader of a million endpoints holds until the
/// catalog takes them, which shares the bytes. Immutable.
///
/// An endpoint of two addresses stands as two, and all stand in the order of the catalog.
public final class PackedEndpoints extends AbstractList<EndpointFact> {
  private final List<MemberBlock> blocks;

  private PackedEndpoints(List<MemberBlock> blocks) {
    this.blocks = blocks;
  }

  /// The endpoints packed; as they are where one has a name for an address.
  public static List<EndpointFact> of(List<EndpointFact> endpoints) {
    for (EndpointFact each : endpoints) if (!each.hosts().isEmpty()) return endpoints;
    return new PackedEndpoints(List.copyOf(BlockWriter.packed(endpoints)));
  }

  /// Those of a slice that is held.
  static PackedEndpoints held(List<MemberBlock> slice) {
    return new PackedEndpoints(List.copyOf(slice));
  }

  List<MemberBlock> in(
      String slice,
      List<Port> ports,
      Map<String, String> labels,
      @Nullable MemberBlock like,
      Interner interner) {
    List<MemberBlock> placed = new ArrayList<>(blocks.size());
    for (MemberBlock block : blocks) placed.add(block.in(slice, ports, labels, like, interner));
    return placed;
  }

  /// Those that are ready, at addresses that none of the others has, ready or not.
  public List<EndpointFact> readyWithout(List<EndpointFact> others) {
    List<EndpointFact> without = new ArrayList<>(0);
    if (others instanceof PackedEndpoints packed) {
      RowDifference.ofAddresses(
          blocks,
          packed.blocks,
          (block, member) -> {
            if (block.isReady(member)) without.add(endpoint(block, member));
          });
      return without;
    }
    Set<IpAddress> named = new HashSet<>();
    for (EndpointFact other : others) named.addAll(other.addresses());
    for (EndpointFact each : this) {
      if (each.ready() && !named.contains(each.addresses().getFirst())) without.add(each);
    }
    return without;
  }

  @Override
  public EndpointFact get(int index) {
    int member = index;
    for (MemberBlock block : blocks) {
      if (member >= 0 && member < block.count()) return endpoint(block, member);
      member -= block.count();
    }
    throw new IndexOutOfBoundsException(index);
  }

  private static EndpointFact endpoint(MemberBlock block, int member) {
    return new EndpointFact(
        List.of(block.address(member)),
        block.isReady(member),
        block.isServing(member),
        block.isTerminating(member),
        block.hostname(member),
        block.targetName(member),
        block.targetUid(member),
        block.node(member),
        block.zone(member));
  }

  @Override
  public int size() {
    int size = 0;
    for (MemberBlock block : blocks) size += block.count();
    return size;
  }
}
