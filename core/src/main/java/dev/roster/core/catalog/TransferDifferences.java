package dev.roster.core.catalog;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What differs between a zone in two catalogs of one incarnation, Service by Service: only those
/// whose rosters are not the very same are looked at.
final class TransferDifferences {
  /// A Service as names tell it: those of several origins share theirs.
  private record Place(String namespace, String name, boolean imported) {
    static Place of(Roster roster) {
      ServiceKey key = roster.key();
      return new Place(key.namespace(), key.name(), key.imported());
    }

    boolean isOf(Roster roster) {
      return equals(of(roster));
    }
  }

  private final Catalog before;
  private final Catalog after;
  private final TransferParts old;
  private final TransferParts now;
  private final long bytesMax;

  TransferDifferences(
      Catalog before, Catalog after, TransferParts old, TransferParts now, long bytesMax) {
    this.before = before;
    this.after = after;
    this.old = old;
    this.now = now;
    this.bytesMax = bytesMax;
  }

  /// The difference; empty where it is more than so many bytes, where the zone has other servers,
  /// or where a record of a Service stands under a name that is not its own: then it can't be said
  /// whether the record is still there for another reason.
  Optional<ZoneDifference> find() {
    List<ResourceRecord> servers = now.servers();
    if (!old.servers().equals(servers)) return Optional.empty();
    Set<Name> shared = new HashSet<>();
    for (ResourceRecord record : servers) shared.add(record.owner());
    List<ResourceRecord> removed = new ArrayList<>();
    List<ResourceRecord> added = new ArrayList<>();
    long bytes = 0;
    long growth = 0;
    for (Place place : changed()) {
      List<Roster> gone = rosters(before, place);
      List<Roster> come = rosters(after, place);
      ZoneDifference part = ZoneDifference.between(records(old, gone), records(now, come));
      bytes += part.bytes();
      if (bytes > bytesMax || !isApart(part, gone, come, shared)) return Optional.empty();
      removed.addAll(part.removed());
      added.addAll(part.added());
      growth += part.growthBytes();
    }
    return Optional.of(new ZoneDifference(removed, added, growth));
  }

  private Set<Place> changed() {
    Set<Place> places =
        new TreeSet<>(
            Comparator.comparing(Place::name)
                .thenComparing(Place::namespace)
                .thenComparing(Place::imported));
    HashIndex.differences(
        before.indexes().rosters(),
        after.indexes().rosters(),
        roster -> places.add(Place.of(roster)),
        roster -> places.add(Place.of(roster)));
    return places;
  }

  private static List<Roster> rosters(Catalog catalog, Place place) {
    List<Roster> rosters = new ArrayList<>(1);
    catalog
        .indexes()
        .rosters()
        .forEach(
            Catalog.hashOf(place.namespace, place.name),
            roster -> {
              if (place.isOf(roster)) rosters.add(roster);
            });
    rosters.sort(Comparator.comparing(Roster::key));
    return rosters;
  }

  private static List<ResourceRecord> records(TransferParts parts, List<Roster> rosters) {
    List<ResourceRecord> records = new ArrayList<>();
    for (Roster roster : rosters) records.addAll(parts.of(roster));
    return records;
  }

  /// Whether the records are at or below the Service's name and nobody else's.
  private boolean isApart(
      ZoneDifference part, List<Roster> gone, List<Roster> come, Set<Name> shared) {
    if (part.isEmpty()) return true;
    ServiceKey key = (come.isEmpty() ? gone : come).getFirst().key();
    Optional<Name> own = now.serviceName(key);
    if (own.isEmpty()) return false;
    for (List<ResourceRecord> records : List.of(part.removed(), part.added())) {
      for (ResourceRecord record : records) {
        Name owner = record.owner();
        if (!owner.isIn(own.get()) || shared.contains(owner)) return false;
      }
    }
    return true;
  }
}
