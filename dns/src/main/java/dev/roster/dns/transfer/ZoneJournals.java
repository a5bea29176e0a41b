package dev.roster.dns.transfer;

import dev.roster.core.names.Name;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The journals of a server block: one for each of its directives' zones that is transferred.
final class ZoneJournals {
  private final Map<Name, ZoneJournal> journals = new ConcurrentHashMap<>();

  /// The journal of a zone.
  ///
  /// @param zone one that a directive of the block has
  ZoneJournal of(Name zone) {
    return journals.computeIfAbsent(zone.folded(), _ -> new ZoneJournal());
  }
}
