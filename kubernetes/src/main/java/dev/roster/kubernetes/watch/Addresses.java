package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.names.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The addresses of slices, and which of them one no longer names.
final class Addresses {
  private Addresses() {}

  /// What was ready and has an address that the slice does not name. Of what the catalog holds this
  /// makes no object but for those.
  static List<EndpointFact> gone(SliceFact before, SliceFact slice) {
    if (before.endpoints() instanceof PackedEndpoints packed) {
      return packed.readyWithout(slice.endpoints());
    }
    Set<IpAddress> named = of(slice);
    List<EndpointFact> gone = single(before.endpoints());
    gone.removeIf(each -> !each.ready() || named.contains(each.addresses().getFirst()));
    return gone;
  }

  /// Endpoints of one address each.
  static List<EndpointFact> single(List<EndpointFact> endpoints) {
    List<EndpointFact> all = new ArrayList<>(endpoints.size());
    for (EndpointFact each : endpoints) {
      if (each.addresses().size() == 1) all.add(each);
      else for (IpAddress address : each.addresses()) all.add(at(each, address));
    }
    return all;
  }

  private static EndpointFact at(EndpointFact of, IpAddress address) {
    return new EndpointFact(
        List.of(address),
        of.ready(),
        of.serving(),
        of.terminating(),
        of.hostname(),
        of.targetName(),
        of.targetUid(),
        of.node(),
        of.zone());
  }

  /// All that a slice names.
  static Set<IpAddress> of(SliceFact slice) {
    Set<IpAddress> all = new HashSet<>();
    for (EndpointFact each : slice.endpoints()) all.addAll(each.addresses());
    return all;
  }
}
