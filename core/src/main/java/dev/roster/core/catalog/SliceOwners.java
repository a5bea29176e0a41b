package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Indexes;
import dev.roster.core.catalog.Catalog.SliceOwner;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/// Which Services and ServiceImports a slice is of: as it says, and as is known.
final class SliceOwners {
  private SliceOwners() {}

  /// The Service and the ServiceImport that a slice names.
  static List<ServiceKey> of(SliceFact slice) {
    List<ServiceKey> owners = new ArrayList<>(1);
    String namespace = slice.key().namespace();
    String origin = slice.key().origin();
    if (!slice.service().isEmpty()) {
      owners.add(new ServiceKey(origin, namespace, slice.service(), false));
    }
    String imported = slice.imported();
    if (!imported.isEmpty()) owners.add(new ServiceKey(origin, namespace, imported, true));
    return owners;
  }

  /// Those that a slice is known to be of.
  static List<SliceOwner> held(Indexes indexes, ObjectKey slice) {
    List<SliceOwner> owners = new ArrayList<>(1);
    indexes
        .slices()
        .forEach(
            Catalog.hashOf(slice),
            owner -> {
              if (owner.slice().equals(slice.name())
                  && owner.service().namespace().equals(slice.namespace())
                  && owner.service().origin().equals(slice.origin())) owners.add(owner);
            });
    return owners;
  }

  /// Whether these are the owners that are held.
  static boolean isOf(List<SliceOwner> held, List<ServiceKey> owners) {
    if (held.size() != owners.size()) return false;
    for (SliceOwner owner : held) if (!owners.contains(owner.service())) return false;
    return true;
  }

  /// A slice's name, the very one that is held where one is.
  static String heldName(List<SliceOwner> held, ServiceKey owner, String name) {
    for (SliceOwner each : held) if (each.service().equals(owner)) return each.slice();
    return name;
  }
}
