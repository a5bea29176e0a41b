package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A whole zone as a zone transfer sends it, in CoreDNS's order: SOA, NS, their addresses, the
/// Services by name, SOA. Pods, PTR records, `dns-version` and names of zones are not in it;
/// doubles are. A reverse zone has the Services below its own name, as in CoreDNS; none where
/// options say strict.
public final class TransferView {
  private TransferView() {}

  /// The records of one of the options' zones. They are made while they are read, Service by
  /// Service, each time from the same catalog.
  ///
  /// @param zone one of the options' zones, written as in the question
  /// @param own the addresses that the server listens on
  public static Iterable<ResourceRecord> records(
      Catalog catalog, ZoneOptions options, Name zone, List<IpAddress> own) {
    ResourceRecord soa = Lookup.soa(catalog, options, zone);
    TransferRecords records = new TransferRecords(catalog, options, zone, own);
    return () ->
        Stream.of(
                Stream.of(soa),
                records.servers().stream(),
                rosters(catalog, records).stream().flatMap(roster -> records.of(roster).stream()),
                Stream.of(soa))
            .flatMap(part -> part)
            .iterator();
  }

  /// What differs between a zone in two catalogs of one incarnation. Its cost is that of the
  /// Services that differ.
  ///
  /// Empty where that can't be said safely, and the whole zone is to be sent: the zone has other
  /// servers, namespaces came to be shown or no longer are, a record stands under a name that is
  /// not its Service's own, or there are more than so many bytes.
  ///
  /// @param bytesMax of the records in wire form, names uncompressed
  public static Optional<ZoneDifference> difference(
      Catalog before,
      Catalog after,
      ZoneOptions options,
      Name zone,
      List<IpAddress> own,
      long bytesMax) {
    if (options.selectsNamespaces() && namespacesDiffer(before, after, options)) {
      return Optional.empty();
    }
    TransferRecords old = new TransferRecords(before, options, zone, own);
    TransferRecords now = new TransferRecords(after, options, zone, own);
    return new TransferDifferences(before, after, old, now, bytesMax).find();
  }

  private static boolean namespacesDiffer(Catalog before, Catalog after, ZoneOptions options) {
    Set<String> names = new TreeSet<>();
    HashIndex.differences(
        before.indexes().namespaces(),
        after.indexes().namespaces(),
        entry -> names.add(entry.name()),
        entry -> names.add(entry.name()));
    return names.stream()
        .anyMatch(name -> isSelected(before, options, name) != isSelected(after, options, name));
  }

  private static boolean isSelected(Catalog catalog, ZoneOptions options, String namespace) {
    return catalog.hasNamespace(options.origin(), namespace, options.namespaceLabels());
  }

  private static List<Roster> rosters(Catalog catalog, TransferRecords records) {
    List<Roster> rosters = new ArrayList<>();
    catalog.rosters(roster -> {
      if (records.shows(roster)) rosters.add(roster);
    });
    rosters.sort(
        Comparator.comparing((Roster roster) -> roster.key().name()).thenComparing(Roster::key));
    return rosters;
  }
}
