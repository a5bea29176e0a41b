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

/// The only place that derives records of Services.
///
/// A question matches *entries* first, an address with a port and the name that it is found under;
/// whether the name exists is whether there is any. Records are made of entries, per type.
final class RecordSets {
  /// The port of an entry whose Service or slice declares none: it has addresses but no SRV.
  private static final int NO_PORT = -1;

  private static final Port ANY_PORT = new Port("", "", NO_PORT);

  private final ZoneOptions options;
  private final Name zone;

  /// Records in a zone, whose name is written as in the question.
  RecordSets(ZoneOptions options, Name zone) {
    this.options = options;
    this.zone = zone;
  }

  /// An address, its port, and the name that SRV records point to.
  record Entry(IpAddress address, int port, Name host) {}

  /// Which of a Service's ports are meant; "" means any.
  record PortFilter(String name, String protocol) {
    static final PortFilter ANY = new PortFilter("", "");

    boolean matches(Port port) {
      return (name.isEmpty() || name.equalsIgnoreCase(port.name()))
          && (protocol.isEmpty() || protocol.equalsIgnoreCase(port.protocol()));
    }
  }

  /// The Service's own entries: of its members where it is headless, else of its addresses.
  List<Entry> ofService(Roster roster, ServiceFact service, PortFilter filter) {
    return switch (service.type()) {
      case EXTERNAL_NAME -> List.of();
      case HEADLESS -> ofMembers(roster, filter);
      case CLUSTER_IP -> isHidden(roster) ? List.of() : ofAddresses(roster, service, filter);
    };
  }

  /// Whether a Service with virtual addresses does not exist for want of a ready member.
  private boolean isHidden(Roster roster) {
    return options.ignoreEmptyService() && (options.noEndpoints() || !roster.anyReady());
  }

  private List<Entry> ofAddresses(Roster roster, ServiceFact service, PortFilter filter) {
    Optional<Name> host = serviceName(roster.key());
    List<Entry> entries = new ArrayList<>();
    for (Port port : matching(service.ports(), filter)) {
      for (IpAddress address : service.clusterIps()) {
        host.ifPresent(name -> entries.add(new Entry(address, port.number(), name)));
      }
    }
    return entries;
  }

  private List<Entry> ofMembers(Roster roster, PortFilter filter) {
    List<Entry> entries = new ArrayList<>();
    if (options.noEndpoints()) return entries;
    serviceName(roster.key())
        .ifPresent(
            name -> roster.ready((block, member) -> add(entries, name, block, member, filter)));
    return entries;
  }

  /// The entries of the ready members with one label, in a Service of whatever type has members.
  List<Entry> ofEndpoint(Roster roster, ServiceFact service, String label) {
    List<Entry> entries = new ArrayList<>();
    if (options.noEndpoints() || service.type() == ServiceFact.Type.EXTERNAL_NAME) return entries;
    if (service.type() == ServiceFact.Type.CLUSTER_IP && isHidden(roster)) return entries;
    serviceName(roster.key())
        .ifPresent(name ->
            roster.named(
                label,
                options.endpointPodNames(),
                (block, member) -> {
                  if (block.isReady(member)) add(entries, name, block, member, PortFilter.ANY);
                }));
    return entries;
  }

  private void add(
      List<Entry> entries, Name service, MemberBlock block, int member, PortFilter filter) {
    List<Port> ports = matching(block.ports(), filter);
    if (ports.isEmpty()) return;
    String label = block.label(member, options.endpointPodNames());
    Optional<Name> host = ServiceGrammar.endpointName(service, label);
    if (host.isEmpty()) return;
    IpAddress address = block.address(member);
    for (Port port : ports) entries.add(new Entry(address, port.number(), host.get()));
  }

  private static List<Port> matching(List<Port> ports, PortFilter filter) {
    List<Port> all = ports.isEmpty() ? List.of(ANY_PORT) : ports;
    if (filter.equals(PortFilter.ANY)) return all;
    return all.stream().filter(filter::matches).toList();
  }

  private Optional<Name> serviceName(ServiceKey key) {
    return ServiceGrammar.serviceName(zone, key.namespace(), key.name());
  }

  /// The answer of entries that exist: A and AAAA by family, each address once; SRV with the
  /// addresses of its targets; no data for any other type.
  Answer answer(Name owner, int qtype, List<Entry> entries) {
    return switch (qtype) {
      case RecordType.A, RecordType.AAAA -> addresses(owner, qtype, entries);
      case RecordType.SRV -> services(owner, entries);
      default -> new Answer.NoData();
    };
  }

  private Answer addresses(Name owner, int qtype, List<Entry> entries) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    for (Entry entry : entries) {
      if (entry.address().isIpv4() == (qtype == RecordType.A)) addresses.add(entry.address());
    }
    List<ResourceRecord> records = new ArrayList<>(addresses.size());
    for (IpAddress address : addresses) records.add(address(owner, address));
    return records.isEmpty() ? new Answer.NoData() : new Answer.Records(records, List.of());
  }

  /// Weights share 100 over all entries, those without a port and duplicates counted; then each
  /// (target, port) stands once, and each address of a target once.
  private Answer services(Name owner, List<Entry> entries) {
    int weight = weight(entries.size());
    List<ResourceRecord> answers = new ArrayList<>();
    List<ResourceRecord> additionals = new ArrayList<>();
    record Target(Name host, int port) {}
    record Host(Name host, IpAddress address) {}
    Set<Target> targets = new HashSet<>();
    Set<Host> hosts = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.port() == NO_PORT) continue;
      if (targets.add(new Target(entry.host(), entry.port()))) {
        answers.add(record(owner, new RecordData.Srv(0, weight, entry.port(), entry.host())));
      }
      if (hosts.add(new Host(entry.host(), entry.address()))) {
        additionals.add(address(entry.host(), entry.address()));
      }
    }
    return answers.isEmpty() ? new Answer.NoData() : new Answer.Records(answers, additionals);
  }

  /// The weight of each of so many, as CoreDNS computes it; at least 1, since RFC 2782 picks a
  /// weight of 0 hardly ever.
  static int weight(int entries) {
    return Math.max(1, (int) Math.floor(100.0 / (100.0 * entries) * 100));
  }

  /// The CNAME of an ExternalName Service; empty if its target is an address or no name at all.
  Optional<ResourceRecord> alias(Name owner, ServiceFact service) {
    if (IpAddress.parse(service.externalName()).isPresent()) return Optional.empty();
    return Name.parse(service.externalName())
        .map(target -> record(owner, new RecordData.Cname(target)));
  }

  /// PTR records of an address: of the Service whose virtual address it is, and of it alone; else
  /// of every ready member at it. The targets are in the primary zone.
  List<ResourceRecord> pointers(Name owner, IpAddress address, List<Roster> rosters) {
    List<Roster> shown = rosters.stream().filter(roster -> isShown(roster.key())).toList();
    Name primary = options.primaryZone();
    Set<Name> targets = new LinkedHashSet<>();
    for (Roster roster : shown) {
      boolean virtual =
          roster.service().filter(service -> service.clusterIps().contains(address)).isPresent();
      if (virtual && targets.isEmpty()) {
        ServiceKey key = roster.key();
        ServiceGrammar.serviceName(primary, key.namespace(), key.name()).ifPresent(targets::add);
      }
    }
    if (targets.isEmpty() && !options.noEndpoints()) {
      for (Roster roster : shown) members(primary, address, roster, targets);
    }
    return targets.stream().map(target -> record(owner, new RecordData.Ptr(target))).toList();
  }

  private void members(Name primary, IpAddress address, Roster roster, Set<Name> targets) {
    ServiceKey key = roster.key();
    ServiceGrammar.serviceName(primary, key.namespace(), key.name())
        .ifPresent(service ->
            roster.at(
                address,
                (block, member) -> {
                  if (!block.isReady(member)) return;
                  String label = block.label(member, options.endpointPodNames());
                  ServiceGrammar.endpointName(service, label).ifPresent(targets::add);
                }));
  }

  /// The server's own names: of the Services that have one of its addresses as a ready member, with
  /// their addresses (all members of that slice where headless); `ns.dns.ZONE` with its own
  /// addresses where there is none.
  List<Entry> nameServers(Catalog catalog, List<IpAddress> own) {
    List<Entry> entries = new ArrayList<>();
    boolean member = false;
    for (IpAddress address : own) {
      for (Roster roster : catalog.at(address)) {
        if (options.noEndpoints()) continue;
        Set<String> slices = new LinkedHashSet<>();
        roster.at(
            address,
            (block, at) -> {
              if (block.isReady(at)) slices.add(block.slice());
            });
        member |= !slices.isEmpty();
        roster
            .service()
            .ifPresent(service -> {
              for (String slice : slices) addHosts(entries, roster, service, slice);
            });
      }
    }
    if (member) return entries;
    Name host = zone.child("dns").child("ns");
    for (IpAddress address : own) entries.add(new Entry(address, 0, host));
    return entries;
  }

  private void addHosts(List<Entry> entries, Roster roster, ServiceFact service, String slice) {
    Optional<Name> name = serviceName(roster.key());
    if (name.isEmpty()) return;
    if (service.type() != ServiceFact.Type.HEADLESS) {
      for (IpAddress address : service.clusterIps()) {
        entries.add(new Entry(address, 0, name.get()));
      }
      return;
    }
    for (MemberBlock block : roster.slice(slice)) {
      for (int i = 0; i < block.count(); i++) {
        if (!block.isReady(i)) continue;
        String label = block.label(i, options.endpointPodNames());
        IpAddress address = block.address(i);
        ServiceGrammar.endpointName(name.get(), label)
            .ifPresent(host -> entries.add(new Entry(address, 0, host)));
      }
    }
  }

  /// NS records of these hosts, each once, and all their addresses.
  Answer nameServerRecords(List<Entry> hosts) {
    Set<Name> names = new LinkedHashSet<>();
    List<ResourceRecord> glue = new ArrayList<>();
    for (Entry host : hosts) {
      names.add(host.host());
      glue.add(address(host.host(), host.address()));
    }
    if (names.isEmpty()) return new Answer.NoData();
    List<ResourceRecord> records = new ArrayList<>();
    for (Name name : names) records.add(record(zone, new RecordData.Ns(name)));
    return new Answer.Records(records, glue);
  }

  boolean isShown(ServiceKey key) {
    return isShown(key.namespace())
        && (options.origin().isEmpty() || options.origin().equals(key.origin()));
  }

  boolean isShown(String namespace) {
    return options.namespaces().isEmpty() || options.namespaces().contains(namespace);
  }

  ResourceRecord address(Name owner, IpAddress address) {
    return record(owner, new RecordData.Address(address));
  }

  ResourceRecord record(Name owner, RecordData data) {
    return new ResourceRecord(owner, options.ttlSeconds(), data);
  }
}
