package dev.roster.core.catalog;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;

/// What the catalog says to a name and a type inside one zone. The order of records is the
/// catalog's own and stable; rotation is the server's.
public sealed interface Answer {
  /// Records, at least one.
  record Records(List<ResourceRecord> answers, List<ResourceRecord> additionals) implements Answer {
    public Records {
      if (answers.isEmpty()) throw new IllegalArgumentException("an empty answer is NoData");
      answers = List.copyOf(answers);
      additionals = List.copyOf(additionals);
    }
  }

  /// The name exists, but not with this type: NOERROR with the zone's SOA.
  record NoData() implements Answer {}

  /// The name does not exist: NXDOMAIN with the zone's SOA.
  ///
  /// @param declared a declared set will own it, so nobody may remember that it was missing
  record NoSuchName(boolean declared) implements Answer {}

  /// The objects that decide are not all here yet: SERVFAIL, never NXDOMAIN.
  record NotSynced() implements Answer {}

  /// An ExternalName Service whose target is outside the zone: the aliases in order, and the name
  /// to ask elsewhere. Its addresses follow them; no such name or no such data there leaves the
  /// aliases alone; a failure there is no data here.
  record Chase(List<ResourceRecord> aliases, Name target) implements Answer {
    public Chase {
      if (aliases.isEmpty()) throw new IllegalArgumentException("a chase needs an alias");
      aliases = List.copyOf(aliases);
    }
  }
}
