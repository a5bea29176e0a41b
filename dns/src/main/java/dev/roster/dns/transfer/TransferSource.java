package dev.roster.dns.transfer;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.List;
import java.util.Optional;

/// A directive whose zones can be transferred.
public interface TransferSource {
  /// The zones that secondaries are told of when they change.
  List<Name> transferZones();

  /// A zone as it is now; empty where the name is none of its zones, or not all of it is known yet.
  /// Cheap: records are made when they are read.
  ///
  /// @param own the addresses that the server block is served at
  Optional<ZoneCopy> copy(Name zone, Catalog catalog, List<IpAddress> own);
}
