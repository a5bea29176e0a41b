package dev.roster.dns.kubernetes;

import dev.roster.core.catalog.Lookup;
import dev.roster.core.catalog.PlanSlot;
import dev.roster.core.catalog.Roster;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.PlanTable;

/// Where answers of the catalog are remembered: on what they derive from.
final class Homes {
  private Homes() {}

  /// The plans that hang on a roster or on a catalog.
  static PlanTable table(PlanSlot slot) {
    return (PlanTable) slot.held(PlanTable::new);
  }

  /// What holds no longer than one roster or this catalog is remembered there. What derives from
  /// several rosters holds at least as long as the catalog does not change.
  static void derives(Exchange exchange, Lookup.Basis basis) {
    switch (basis) {
      case Lookup.Basis.OfRoster(Roster roster) -> exchange.derivesFrom(table(roster.plans()));
      case Lookup.Basis.OfCatalog _, Lookup.Basis.OfRosters _ ->
          exchange.derivesFrom(table(exchange.catalog().plans()));
    }
  }
}
