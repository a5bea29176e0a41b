package dev.roster.core.catalog;

import dev.roster.core.catalog.ExternalSets.Item;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.RecordSets.PortFilter;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The records of a transfer of an external zone, Service by Service, with what CoreDNS sends twice
/// sent twice: addresses for each port, SRV records of members.
final class ExternalTransfer implements TransferParts {
  private final Catalog catalog;
  private final ZoneOptions seen;
  private final ExternalOptions external;
  private final ExternalSets sets;
  private final Name zone;
  private final List<IpAddress> addresses;

  ExternalTransfer(
      Catalog catalog,
      ZoneOptions seen,
      ExternalOptions external,
      ExternalSets sets,
      Name zone,
      List<IpAddress> addresses) {
    this.catalog = catalog;
    this.seen = seen;
    this.external = external;
    this.sets = sets;
    this.zone = zone;
    this.addresses = addresses;
  }

  Iterable<ResourceRecord> records() {
    ResourceRecord soa = ExternalView.soa(catalog, seen, external, zone);
    return () ->
        Stream.of(
                Stream.of(soa),
                servers().stream(),
                rosters().stream().flatMap(it -> of(it).stream()),
                Stream.of(soa))
            .flatMap(part -> part)
            .iterator();
  }

  @Override
  public List<ResourceRecord> servers() {
    Name server = external.apexOf(zone).child("ns1");
    List<ResourceRecord> servers = new ArrayList<>();
    servers.add(sets.record(zone, new RecordData.Ns(server)));
    for (IpAddress address : addresses) servers.add(sets.address(server, address));
    return servers;
  }

  @Override
  public Optional<Name> serviceName(ServiceKey key) {
    return sets.serviceName(key);
  }

  private List<Roster> rosters() {
    List<Roster> rosters = new ArrayList<>();
    catalog.rosters(roster -> {
      if (shows(roster)) rosters.add(roster);
    });
    rosters.sort((a, b) -> a.key().compareTo(b.key()));
    return rosters;
  }

  private boolean shows(Roster roster) {
    return !roster.key().imported() && sets.sets().service(roster).isPresent();
  }

  @Override
  public List<ResourceRecord> of(Roster roster) {
    List<ResourceRecord> records = new ArrayList<>();
    Optional<ServiceFact> service = sets.sets().service(roster);
    Optional<Name> name = serviceName(roster.key());
    if (!shows(roster)) return records;
    if (service.isEmpty() || name.isEmpty()) return records;
    if (sets.showsMembers(service.get(), false)) ofMembers(roster, name.get(), records);
    else ofService(roster, service.get(), name.get(), records);
    return records;
  }

  /// Of SRV records each name has one alone.
  private void ofService(
      Roster roster, ServiceFact service, Name name, List<ResourceRecord> records) {
    Set<Name> told = new HashSet<>();
    for (Port port : ExternalSets.matching(service.ports(), PortFilter.ANY)) {
      PortFilter one = new PortFilter(port.name(), port.protocol());
      Optional<Name> portName =
          ServiceGrammar.portName(name, port.name().toLowerCase(Locale.ROOT), port.protocol());
      for (Item item : sets.ofService(roster, service, one)) {
        records.addAll(known(sets.addresses(name, RecordType.A, List.of(item))));
        records.addAll(known(sets.addresses(name, RecordType.AAAA, List.of(item))));
        List<ResourceRecord> servers = sets.servers(name, List.of(item)).answers();
        if (!servers.isEmpty() && told.add(name)) records.addAll(servers);
        portName.ifPresent(owner -> {
          List<ResourceRecord> named = sets.servers(owner, List.of(item)).answers();
          if (!named.isEmpty() && told.add(owner)) records.addAll(named);
        });
      }
    }
  }

  private void ofMembers(Roster roster, Name name, List<ResourceRecord> records) {
    List<Item> items = sets.ofMembers(roster, "", PortFilter.ANY);
    twice(name, items, records);
    for (Item item : items) twice(item.host(), List.of(item), records);
    Map<Name, List<Item>> ports = new LinkedHashMap<>();
    for (MemberBlock block : roster.blocks()) {
      for (Port port : block.ports()) {
        if (port.name().isEmpty()) continue;
        PortFilter one = new PortFilter(port.name(), port.protocol());
        ServiceGrammar.portName(name, port.name().toLowerCase(Locale.ROOT), port.protocol())
            .ifPresent(owner -> ports.put(owner, sets.ofMembers(roster, "", one)));
      }
    }
    ports.forEach((owner, of) -> records.addAll(sets.servers(owner, of).answers()));
  }

  private void twice(Name owner, List<Item> items, List<ResourceRecord> records) {
    records.addAll(known(sets.addresses(owner, RecordType.A, items)));
    records.addAll(known(sets.addresses(owner, RecordType.AAAA, items)));
    List<ResourceRecord> servers = sets.servers(owner, items).answers();
    records.addAll(servers);
    records.addAll(servers);
  }

  private static List<ResourceRecord> known(List<Answer.Part> parts) {
    List<ResourceRecord> records = new ArrayList<>();
    for (Answer.Part part : parts) {
      switch (part) {
        case Answer.Part.Known(List<ResourceRecord> these) -> records.addAll(these);
        case Answer.Part.Elsewhere _ -> {}
      }
    }
    return records;
  }
}
