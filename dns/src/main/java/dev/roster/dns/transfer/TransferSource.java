package dev.roster.dns.transfer;

import dev.roster.core.names.Name;
import dev.roster.dns.pipeline.Exchange;
import java.util.List;
import java.util.Optional;

/// A directive whose zones can be transferred.
public interface TransferSource {
  /// The zones that secondaries are told of when they change.
  List<Name> transferZones();

  /// A zone as it is now; empty where the name is none of its zones, or nothing is known of it.
  Optional<ZoneCopy> copy(Name zone, Exchange exchange);
}
