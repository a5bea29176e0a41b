package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The records of a transfer, part by part. They differ from what questions get: weights count the
/// ready members of one slice, and nothing is left out for being double.
final class TransferRecords implements TransferParts {
  private static final int WEIGHT_ALONE = 100;

  private final Catalog catalog;
  private final ZoneOptions options;
  private final Name zone;
  private final List<IpAddress> own;
  private final RecordSets sets;

  TransferRecords(Catalog catalog, ZoneOptions options, Name zone, List<IpAddress> own) {
    this.own = own;
    this.catalog = catalog;
    this.options = options;
    this.zone = zone;
    this.sets = new RecordSets(catalog, options, zone);
  }

  /// Whether the zone has records of a roster. As in CoreDNS a reverse zone has the same as any
  /// other; but not where it must have what questions get.
  boolean shows(Roster roster) {
    return sets.service(roster).isPresent()
        && sets.isShown(roster.key())
        && !(options.strict() && ZoneOptions.isReverse(zone));
  }

  /// NS records and the addresses of their hosts, whose TTL is 0 as CoreDNS sends them.
  @Override
  public List<ResourceRecord> servers() {
    List<IpAddress> reachable = NameServers.withoutLoopback(own);
    Answer answer = Lookup.nameServers(catalog, options, zone, reachable);
    if (!(answer instanceof Answer.Records(var servers, var glue))) return List.of();
    List<ResourceRecord> records = new ArrayList<>(servers);
    for (ResourceRecord each : glue) {
      long ttl = options.strict() ? each.ttlSeconds() : 0;
      records.add(new ResourceRecord(each.owner(), ttl, each.data()));
    }
    return records;
  }

  @Override
  public Optional<Name> serviceName(ServiceKey key) {
    return sets.serviceName(key);
  }

  @Override
  public List<ResourceRecord> of(Roster roster) {
    Optional<ServiceFact> service = sets.service(roster);
    Optional<Name> name = serviceName(roster.key());
    if (service.isEmpty() || name.isEmpty() || !shows(roster)) return List.of();
    return switch (service.get().type()) {
      case EXTERNAL_NAME ->
          RecordSets.alias(service.get()).stream()
              .map(it -> sets.record(name.get(), new RecordData.Cname(it.target())))
              .toList();
      case CLUSTER_IP -> ofAddresses(name.get(), service.get());
      case HEADLESS -> ofMembers(name.get(), roster);
    };
  }

  private List<ResourceRecord> ofAddresses(Name name, ServiceFact service) {
    List<ResourceRecord> records = new ArrayList<>();
    for (IpAddress address : service.clusterIps()) records.add(sets.address(name, address));
    for (Port port : service.ports()) {
      records.add(server(name, WEIGHT_ALONE, port, name));
      portName(name, port).ifPresent(it -> records.add(server(it, WEIGHT_ALONE, port, name)));
    }
    return records;
  }

  private List<ResourceRecord> ofMembers(Name name, Roster roster) {
    List<ResourceRecord> records = new ArrayList<>();
    if (!sets.showsMembers()) return records;
    MemberBlock[] blocks = roster.blocks();
    for (int from = 0; from < blocks.length; ) {
      int to = from;
      int ready = 0;
      for (; to < blocks.length && blocks[to].slice().equals(blocks[from].slice()); to++) {
        ready += blocks[to].readyCount();
      }
      for (; from < to; from++) {
        if (sets.shows(blocks[from]))
          ofBlock(name, blocks[from], RecordSets.weight(ready), records);
      }
    }
    return records;
  }

  private void ofBlock(Name name, MemberBlock block, int weight, List<ResourceRecord> records) {
    // As CoreDNS: no address, and SRV records that point to nothing.
    for (HostMember host : block.hosts()) {
      if (!host.ready()) continue;
      for (Port port : block.ports()) {
        portName(name, port).ifPresent(it -> records.add(server(it, weight, port, Name.ROOT)));
      }
    }
    for (int i = 0; i < block.count(); i++) {
      if (!block.isReady(i)) continue;
      String label = block.label(i, options.endpointPodNames());
      Optional<Name> host = ServiceGrammar.endpointName(name, label);
      if (host.isEmpty()) continue;
      IpAddress address = block.address(i);
      records.add(sets.address(name, address));
      records.add(sets.address(host.get(), address));
      for (Port port : block.ports()) {
        portName(name, port).ifPresent(it -> records.add(server(it, weight, port, host.get())));
      }
    }
  }

  /// Unnamed ports have no name of their own.
  private static Optional<Name> portName(Name service, Port port) {
    if (port.name().isEmpty()) return Optional.empty();
    return ServiceGrammar.portName(service, port.name().toLowerCase(Locale.ROOT), port.protocol());
  }

  private ResourceRecord server(Name owner, int weight, Port port, Name host) {
    return sets.record(owner, new RecordData.Srv(0, weight, port.number() & 0xffff, host));
  }
}
