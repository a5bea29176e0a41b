package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The records of Services outside: of addresses and names that reach them, and of members.
final class ExternalSets {
  private static final int NO_PORT = -1;
  private static final Port ANY_PORT = new Port("", "", NO_PORT);

  private final ZoneOptions seen;
  private final ExternalOptions external;
  private final Name zone;
  private final RecordSets sets;

  ExternalSets(Catalog catalog, ZoneOptions seen, ExternalOptions external, Name zone) {
    this.seen = seen;
    this.external = external;
    this.zone = zone;
    this.sets = new RecordSets(catalog, seen, seen.primaryZone());
  }

  /// What a question matches: an address under the name `host`, or else the name `host`.
  record Item(Optional<IpAddress> address, Name host, int port) {}

  /// What decides whether a Service and a namespace are shown.
  RecordSets sets() {
    return sets;
  }

  /// `SERVICE.NAMESPACE.ZONE`; empty where that is no name.
  Optional<Name> serviceName(ServiceKey key) {
    return ServiceGrammar.endpointName(zone, key.namespace())
        .flatMap(parent -> ServiceGrammar.endpointName(parent, key.name()));
  }

  /// Whether a Service's members answer, not what reaches it from outside.
  ///
  /// @param member whether one of them is meant
  boolean showsMembers(ServiceFact service, boolean member) {
    return external.headless()
        && service.externals().isEmpty()
        && (member || service.type() == ServiceFact.Type.HEADLESS);
  }

  /// What a Service has outside; a label before its name plays no part then, as in CoreDNS.
  List<Item> ofService(Roster roster, ServiceFact service, RecordSets.PortFilter filter) {
    List<Item> items = new ArrayList<>();
    Optional<Name> name = serviceName(roster.key());
    for (String text : service.externals()) {
      Optional<IpAddress> address = IpAddress.parse(text);
      Optional<Name> host = address.isPresent() ? name : Name.parse(text);
      if (host.isEmpty()) continue;
      for (Port port : matching(service.ports(), filter)) {
        items.add(new Item(address, host.get(), port.number()));
      }
    }
    return items;
  }

  /// The ready members of a Service; only those of that label unless it is "".
  List<Item> ofMembers(Roster roster, String label, RecordSets.PortFilter filter) {
    List<Item> items = new ArrayList<>();
    if (seen.noEndpoints()) return items;
    for (MemberBlock block : roster.blocks()) {
      if (!sets.shows(block)) continue;
      List<Port> ports = matching(block.ports(), filter);
      for (int i = 0; i < block.count(); i++) {
        if (!block.isReady(i)) continue;
        String named = block.label(i, seen.endpointPodNames());
        if (!label.isEmpty() && !label.equalsIgnoreCase(named)) continue;
        IpAddress address = block.address(i);
        memberName(roster.key(), named)
            .ifPresent(host -> {
              for (Port port : ports) {
                items.add(new Item(Optional.of(address), host, port.number()));
              }
            });
      }
      for (HostMember member : block.hosts()) {
        String named = member.label(seen.endpointPodNames());
        if (!member.ready() || (!label.isEmpty() && !label.equalsIgnoreCase(named))) continue;
        for (Port port : ports) {
          items.add(new Item(Optional.empty(), member.host(), port.number()));
        }
      }
    }
    return items;
  }

  private Optional<Name> memberName(ServiceKey key, String label) {
    return serviceName(key).flatMap(name -> ServiceGrammar.endpointName(name, label));
  }

  static List<Port> matching(List<Port> ports, RecordSets.PortFilter filter) {
    List<Port> all = ports.isEmpty() ? List.of(ANY_PORT) : ports;
    return all.stream().filter(filter::matches).toList();
  }

  /// Addresses of the type, each once, and for each name a CNAME and what is known of it elsewhere.
  List<Answer.Part> addresses(Name owner, int qtype, List<Item> items) {
    List<Answer.Part> parts = new ArrayList<>();
    Set<IpAddress> told = new HashSet<>();
    for (Item item : items) {
      if (item.address().isPresent()) {
        ResourceRecord record = address(owner, item.address().get());
        if (record.type() == qtype && told.add(item.address().get())) {
          parts.add(new Answer.Part.Known(List.of(record)));
        }
      } else {
        RecordData alias = new RecordData.Cname(item.host());
        parts.add(new Answer.Part.Known(List.of(sets.record(owner, alias))));
        parts.add(new Answer.Part.Elsewhere(item.host(), qtype));
      }
    }
    return parts;
  }

  /// SRV records, which share their weight over all items, and the addresses of their targets.
  record Servers(List<ResourceRecord> answers, List<Answer.Part> additionals) {}

  /// See [Servers].
  Servers servers(Name owner, List<Item> items) {
    int weight = RecordSets.weight(items.size());
    record Target(Name host, int port) {}
    record Host(Name host, Optional<IpAddress> address) {}
    Set<Target> targets = new LinkedHashSet<>();
    Set<Host> hosts = new LinkedHashSet<>();
    for (Item item : items) {
      if (item.port() == NO_PORT) continue;
      targets.add(new Target(item.host(), item.port()));
      hosts.add(new Host(item.host(), item.address()));
    }
    List<ResourceRecord> answers = new ArrayList<>();
    for (Target target : targets) {
      answers.add(sets.record(owner, new RecordData.Srv(0, weight, target.port(), target.host())));
    }
    List<Answer.Part> additionals = new ArrayList<>();
    for (Host host : hosts) {
      if (host.address().isPresent()) {
        ResourceRecord record = address(host.host(), host.address().get());
        additionals.add(new Answer.Part.Known(List.of(record)));
      } else {
        additionals.add(new Answer.Part.Elsewhere(host.host(), RecordType.A));
        additionals.add(new Answer.Part.Elsewhere(host.host(), RecordType.AAAA));
      }
    }
    return new Servers(answers, additionals);
  }

  ResourceRecord address(Name owner, IpAddress address) {
    return record(owner, new RecordData.Address(address));
  }

  /// A record with the TTL of `k8s_external`.
  ResourceRecord record(Name owner, RecordData data) {
    return new ResourceRecord(owner, external.ttlSeconds(), data);
  }
}
