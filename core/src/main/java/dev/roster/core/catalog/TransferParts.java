package dev.roster.core.catalog;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;
import java.util.Optional;

/// The parts of a zone of the catalog as a transfer sends it, the SOA aside.
interface TransferParts {
  /// The NS records and the addresses of their hosts.
  List<ResourceRecord> servers();

  /// The records of one Service, none where the zone does not show it.
  List<ResourceRecord> of(Roster roster);

  /// The name of a Service; empty where it makes none.
  Optional<Name> serviceName(ServiceKey key);
}
