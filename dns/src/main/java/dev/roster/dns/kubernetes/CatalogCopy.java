package dev.roster.dns.kubernetes;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.ZoneDifference;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.transfer.ZoneCopy;
import java.util.Optional;

/// A zone of the catalog as one of its cuts shows it.
///
/// @param catalog the cut
record CatalogCopy(Catalog catalog, ResourceRecord soa, Shown shown) implements ZoneCopy {
  /// How a zone shows a catalog.
  interface Shown {
    /// All records, the SOA first and last.
    Iterable<ResourceRecord> records(Catalog catalog);

    /// What differs between two catalogs, as far as that can be said.
    Optional<ZoneDifference> difference(Catalog before, Catalog after, long bytesMax);
  }

  @Override
  public long serial() {
    return soa.data() instanceof RecordData.Soa data ? data.serial() : 0;
  }

  @Override
  public Iterable<ResourceRecord> records() {
    return shown.records(catalog);
  }

  @Override
  public Optional<ZoneDifference> since(ZoneCopy earlier, long bytesMax) {
    return earlier instanceof CatalogCopy that
        ? shown.difference(that.catalog, catalog, bytesMax)
        : Optional.empty();
  }
}
