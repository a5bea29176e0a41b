package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.ObjectEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A slice of which addresses are held back as gone, see [Moves].
///
/// @param told what the cluster says of it now; empty: it is gone
/// @param shape ports and labels for those that are held
/// @param held never empty
record HeldSlice(Optional<SliceFact> told, SliceFact shape, List<Held> held) {
  /// An address that is held.
  ///
  /// @param untilNanos by the injected nano time
  /// @param toListEnd whether it is held to the end of the list instead
  record Held(EndpointFact endpoint, long untilNanos, boolean toListEnd) {
    IpAddress address() {
      return endpoint.addresses().getFirst();
    }
  }

  HeldSlice {
    held = List.copyOf(held);
  }

  ObjectKey key() {
    return shape.key();
  }

  ServiceKey service() {
    return serviceOf(shape);
  }

  /// The Service whose members a slice has, or the ServiceImport.
  static ServiceKey serviceOf(SliceFact slice) {
    String origin = slice.key().origin();
    String namespace = slice.key().namespace();
    return slice.service().isEmpty()
        ? new ServiceKey(origin, namespace, slice.imported(), true)
        : new ServiceKey(origin, namespace, slice.service(), false);
  }

  HeldSlice with(List<Held> kept) {
    return new HeldSlice(told, shape, kept);
  }

  /// What the catalog is to hold.
  SliceFact shown() {
    List<EndpointFact> all = new ArrayList<>(told.map(SliceFact::endpoints).orElse(List.of()));
    for (Held each : held) all.add(each.endpoint());
    return new SliceFact(shape.key(), shape.service(), shape.ports(), all, shape.labels());
  }

  /// What brings the catalog to what is told.
  ObjectEvent truth() {
    return told.isPresent()
        ? new ObjectEvent.Put(told.get(), "")
        : new ObjectEvent.Delete(key(), "");
  }
}
