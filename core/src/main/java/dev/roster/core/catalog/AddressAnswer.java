package dev.roster.core.catalog;

import dev.roster.core.catalog.Lookup.Basis;
import dev.roster.core.catalog.Lookup.Result;
import dev.roster.core.catalog.ZoneView.Found;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The answer of type A or AAAA made of entries: addresses of the family, each once; an alias with
/// what it leads to. Its target in the zone is answered from here, and where that has nothing of
/// the type the alias is left out too, as CoreDNS does; one outside is asked elsewhere.
final class AddressAnswer {
  /// Aliases in a row that one answer follows, at most, but for the first.
  static final int ALIASES_MAX = 10;

  /// Aliases of one answer, at most: members may lead to names that lead to names.
  static final int ALIAS_STEPS_MAX = 1_000;

  private final ZoneView view;
  private final Name zone;
  private final RecordSets records;
  private final int qtype;
  private final List<Answer.Part> parts = new ArrayList<>();
  private final List<ResourceRecord> known = new ArrayList<>();
  private final List<Basis> bases = new ArrayList<>();
  private int steps;

  AddressAnswer(ZoneView view, Name zone, RecordSets records, int qtype) {
    this.view = view;
    this.zone = zone;
    this.records = records;
    this.qtype = qtype;
  }

  /// The answer to a name with these entries. Used once.
  Result answer(Name owner, List<Entry> entries, Basis basis) {
    bases.add(basis);
    collect(owner, entries, List.of());
    Basis all = basis();
    if (!parts.isEmpty()) {
      endPart();
      return new Result(new Answer.Chase(parts, List.of()), all);
    }
    if (known.isEmpty()) return new Result(new Answer.NoData(), all);
    return new Result(new Answer.Records(known, List.of()), all);
  }

  private void collect(Name owner, List<Entry> entries, List<Name> chain) {
    Set<IpAddress> addresses = new HashSet<>();
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.At(IpAddress address, _, _) -> {
          ResourceRecord record = records.address(owner, address);
          if (record.type() == qtype && addresses.add(address)) known.add(record);
        }
        case Entry.Alias(Name target) -> follow(owner, target, chain);
      }
    }
  }

  private void follow(Name owner, Name target, List<Name> chain) {
    if (target.isIn(owner) || chain.contains(target)) return;
    if (chain.size() > ALIASES_MAX || ++steps > ALIAS_STEPS_MAX) return;
    ResourceRecord alias = records.record(owner, new RecordData.Cname(target));
    if (!target.isIn(zone)) {
      known.add(alias);
      endPart();
      parts.add(new Answer.Part.Elsewhere(target, qtype));
      return;
    }
    Found found = view.found(target);
    bases.add(found.basis());
    if (!(found instanceof Found.Entries(List<Entry> entries, _))) return;
    int partsBefore = parts.size();
    int knownBefore = known.size();
    known.add(alias);
    List<Name> longer = new ArrayList<>(chain);
    longer.add(target);
    collect(target, entries, longer);
    boolean led = parts.size() > partsBefore || known.size() > knownBefore + 1;
    // CoreDNS takes an alias back that leads to nothing of the type; RFC 2308 section 2.1 keeps it.
    if (!led && !records.isStrict()) known.removeLast();
  }

  private void endPart() {
    if (known.isEmpty()) return;
    parts.add(new Answer.Part.Known(known));
    known.clear();
  }

  private Basis basis() {
    List<Roster> rosters = new ArrayList<>();
    for (Basis basis : bases) {
      switch (basis) {
        case Basis.OfCatalog _ -> {
          return basis;
        }
        case Basis.OfRoster(Roster roster) -> rosters.add(roster);
        case Basis.OfRosters(List<Roster> several) -> rosters.addAll(several);
      }
    }
    return rosters.size() == 1
        ? new Basis.OfRoster(rosters.getFirst())
        : new Basis.OfRosters(rosters);
  }
}
