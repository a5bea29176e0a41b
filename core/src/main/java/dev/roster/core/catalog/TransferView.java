package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A whole zone as a zone transfer sends it, in CoreDNS's order: SOA, NS, their addresses, the
/// Services by name, SOA. Pods, reverse names, `dns-version` and names of zones are not in it;
/// doubles are.
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
    TransferRecords records = new TransferRecords(catalog, options, zone);
    return () ->
        Stream.of(
                Stream.of(soa),
                records.nameServers(own).stream(),
                rosters(catalog, records).stream().flatMap(roster -> records.of(roster).stream()),
                Stream.of(soa))
            .flatMap(part -> part)
            .iterator();
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
