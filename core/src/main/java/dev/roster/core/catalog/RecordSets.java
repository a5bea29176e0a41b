package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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

  private final Catalog catalog;
  private final ZoneOptions options;
  private final Name zone;
  private final boolean imports;

  /// Records in a zone, whose name is written as in the question.
  RecordSets(Catalog catalog, ZoneOptions options, Name zone) {
    this.catalog = catalog;
    this.options = options;
    this.zone = zone;
    this.imports = options.isImportZone(zone);
  }

  /// Which of a Service's ports are meant; "" means any.
  record PortFilter(String name, String protocol) {
    static final PortFilter ANY = new PortFilter("", "");

    boolean matches(Port port) {
      return (name.isEmpty() || name.equalsIgnoreCase(port.name()))
          && (protocol.isEmpty() || protocol.equalsIgnoreCase(port.protocol()));
    }
  }

  /// Whether answers are the RFCs' where CoreDNS differs.
  boolean isStrict() {
    return options.strict();
  }

  /// The Service's own entries: of its members where it is headless, else of its addresses.
  List<Entry> ofService(Roster roster, ServiceFact service, PortFilter filter) {
    return switch (service.type()) {
      case EXTERNAL_NAME ->
          filter.equals(PortFilter.ANY)
              ? alias(service).<List<Entry>>map(List::of).orElse(List.of())
              : List.of();
      case HEADLESS -> ofMembers(roster, filter, Place.ANY);
      case CLUSTER_IP -> hides(roster) ? List.of() : ofAddresses(roster, service, filter);
    };
  }

  /// Whether a Service with virtual addresses does not exist for want of a ready member.
  boolean hides(Roster roster) {
    return options.ignoreEmptyService() && !anyReady(roster);
  }

  /// Whether a roster's Service is shown and headless.
  boolean isHeadless(Roster roster) {
    return service(roster).filter(it -> it.type() == ServiceFact.Type.HEADLESS).isPresent();
  }

  /// Whether there are names of ports below `_PROTOCOL` below a Service's name.
  ///
  /// @param label with its underscore
  boolean hasNamedPort(Roster roster, String label) {
    Optional<ServiceFact> service = service(roster);
    if (service.isEmpty() || !label.startsWith("_")) return false;
    String protocol = label.substring(1);
    return switch (service.get().type()) {
      case EXTERNAL_NAME -> false;
      case CLUSTER_IP -> !hides(roster) && anyNamed(service.get().ports(), protocol);
      case HEADLESS -> {
        for (MemberBlock block : roster.blocks()) {
          boolean meant = shows(block) && block.anyReady() && showsMembers();
          if (meant && anyNamed(block.ports(), protocol)) yield true;
        }
        yield false;
      }
    };
  }

  private static boolean anyNamed(List<Port> ports, String protocol) {
    return ports.stream()
        .anyMatch(it -> !it.name().isEmpty() && it.protocol().equalsIgnoreCase(protocol));
  }

  /// Whether names have anything of members: `noendpoints` leaves those of ServiceImports alone, as
  /// in CoreDNS.
  boolean showsMembers() {
    return imports || !options.noEndpoints();
  }

  /// Whether any member that is shown is ready.
  boolean anyReady(Roster roster) {
    if (!showsMembers()) return false;
    for (MemberBlock block : roster.blocks()) if (shows(block) && block.anyReady()) return true;
    return false;
  }

  private List<Entry> ofAddresses(Roster roster, ServiceFact service, PortFilter filter) {
    Optional<Name> host = serviceName(roster.key());
    List<Entry> entries = new ArrayList<>();
    if (imports && service.ports().isEmpty()) return entries;
    for (Port port : matching(service.ports(), filter)) {
      for (IpAddress address : service.clusterIps()) {
        host.ifPresent(name -> entries.add(new Entry.At(address, number(port), name)));
      }
    }
    return entries;
  }

  /// Where members are looked for; "" is anywhere.
  private record Place(String zone) {
    static final Place ANY = new Place("");

    boolean holds(String memberZone) {
      return zone.isEmpty() || memberZone.toLowerCase(Locale.ROOT).equals(zone);
    }
  }

  private List<Entry> ofMembers(Roster roster, PortFilter filter, Place place) {
    List<Entry> entries = new ArrayList<>();
    Optional<Name> service = serviceName(roster.key());
    if (!showsMembers() || service.isEmpty()) return entries;
    for (MemberBlock block : roster.blocks()) {
      if (!shows(block)) continue;
      for (int i = 0; i < block.count(); i++) {
        boolean meant = block.isReady(i) && (place.zone.isEmpty() || place.holds(block.zone(i)));
        if (meant) add(entries, service.get(), block, i, filter);
      }
      for (HostMember host : block.hosts()) {
        if (host.ready() && place.holds(host.zone())) add(entries, block, host, filter);
      }
    }
    return entries;
  }

  /// The entries of a headless Service's members in one zone; with `prefer` of all where it has
  /// none there.
  List<Entry> ofPlace(Roster roster, String place, boolean prefer) {
    List<Entry> entries = ofMembers(roster, PortFilter.ANY, new Place(place));
    return entries.isEmpty() && prefer ? ofMembers(roster, PortFilter.ANY, Place.ANY) : entries;
  }

  /// The entries of the ready members with one label, in a Service of whatever type has members.
  ///
  /// @param cluster the cluster that they must be of, "" for none; looked at where the zone shows
  ///   ServiceImports
  List<Entry> ofEndpoint(Roster roster, ServiceFact service, String label, String cluster) {
    List<Entry> entries = new ArrayList<>();
    if (!showsMembers() || service.type() == ServiceFact.Type.EXTERNAL_NAME) return entries;
    if (service.type() == ServiceFact.Type.CLUSTER_IP && hides(roster)) return entries;
    Optional<Name> name = serviceName(roster.key());
    if (name.isEmpty()) return entries;
    roster.named(
        label,
        options.endpointPodNames(),
        (block, member) -> {
          if (!block.isReady(member) || !shows(block) || !isOf(block, cluster)) return;
          add(entries, name.get(), block, member, PortFilter.ANY);
        });
    roster.hosts((block, host) -> {
      if (!host.ready() || !shows(block) || !isOf(block, cluster)) return;
      if (host.label(options.endpointPodNames()).equals(label)) {
        add(entries, block, host, PortFilter.ANY);
      }
    });
    return entries;
  }

  private boolean isOf(MemberBlock block, String cluster) {
    return !imports || block.cluster().equalsIgnoreCase(cluster);
  }

  private void add(
      List<Entry> entries, Name service, MemberBlock block, int member, PortFilter filter) {
    List<Port> ports = matching(block.ports(), filter);
    if (ports.isEmpty()) return;
    Optional<Name> host = hostName(service, block, member);
    if (host.isEmpty()) return;
    IpAddress address = block.address(member);
    for (Port port : ports) entries.add(new Entry.At(address, number(port), host.get()));
  }

  /// The specification gives SRV records to named ports alone; CoreDNS to all, under the Service's
  /// own name.
  private int number(Port port) {
    return options.strict() && port.name().isEmpty() ? NO_PORT : port.number();
  }

  private static void add(
      List<Entry> entries, MemberBlock block, HostMember host, PortFilter filter) {
    for (Port _ : matching(block.ports(), filter)) entries.add(new Entry.Alias(host.host()));
  }

  /// The name of a member below its Service's; with its cluster where ServiceImports are shown.
  Optional<Name> hostName(Name service, MemberBlock block, int member) {
    String label = block.label(member, options.endpointPodNames());
    String cluster = imports ? block.cluster() : "";
    if (cluster.isEmpty()) return ServiceGrammar.endpointName(service, label);
    return ServiceGrammar.endpointName(service, cluster)
        .flatMap(parent -> ServiceGrammar.endpointName(parent, label));
  }

  private static List<Port> matching(List<Port> ports, PortFilter filter) {
    List<Port> all = ports.isEmpty() ? List.of(ANY_PORT) : ports;
    if (filter.equals(PortFilter.ANY)) return all;
    return all.stream().filter(filter::matches).toList();
  }

  Optional<Name> serviceName(ServiceKey key) {
    return ServiceGrammar.serviceName(zone, key.namespace(), key.name());
  }

  /// SRV records of entries with the addresses of their targets. Weights share 100 over all of
  /// them, those without a port and duplicates counted; then each (target, port) stands once, and
  /// each address of a target once. Aliases have none, as in CoreDNS.
  Answer services(Name owner, List<Entry> all) {
    List<Entry.At> entries = new ArrayList<>();
    for (Entry entry : all) if (entry instanceof Entry.At at) entries.add(at);
    int weight = weight(entries.size());
    List<ResourceRecord> answers = new ArrayList<>();
    List<ResourceRecord> additionals = new ArrayList<>();
    record Target(Name host, int port) {}
    record Host(Name host, IpAddress address) {}
    Set<Target> targets = new HashSet<>();
    Set<Host> hosts = new HashSet<>();
    for (Entry.At entry : entries) {
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

  /// What an ExternalName Service stands for; empty if its target is an address or no name at all.
  static Optional<Entry.Alias> alias(ServiceFact service) {
    if (IpAddress.parse(service.externalName()).isPresent()) return Optional.empty();
    return Name.parse(service.externalName()).map(Entry.Alias::new);
  }

  /// PTR records of an address: of the Service whose virtual address it is, and of it alone; else
  /// of every ready member at it. The targets are in the primary zone. Labels of namespaces play no
  /// part, as in CoreDNS.
  List<ResourceRecord> pointers(Name owner, IpAddress address, List<Roster> rosters) {
    List<Roster> shown = rosters.stream().filter(roster -> isListed(roster.key())).toList();
    Name primary = options.primaryZone();
    Set<Name> targets = new LinkedHashSet<>();
    for (Roster roster : shown) {
      boolean virtual =
          service(roster).filter(service -> service.clusterIps().contains(address)).isPresent();
      if (virtual && targets.isEmpty()) {
        ServiceKey key = roster.key();
        ServiceGrammar.serviceName(primary, key.namespace(), key.name()).ifPresent(targets::add);
      }
    }
    if (targets.isEmpty() && showsMembers()) {
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
                  if (!block.isReady(member) || !shows(block)) return;
                  String label = block.label(member, options.endpointPodNames());
                  ServiceGrammar.endpointName(service, label).ifPresent(targets::add);
                }));
  }

  /// The Service of a roster, if it exists and has the labels that are shown. Those of a
  /// ServiceImport are compared with what is asked of namespaces, as in CoreDNS.
  Optional<ServiceFact> service(Roster roster) {
    LabelSelector selector = roster.key().imported() ? options.namespaceLabels() : options.labels();
    return roster.service().filter(service -> selector.matches(service.labels()));
  }

  /// Whether a slice has the labels that are shown.
  boolean shows(MemberBlock block) {
    return options.labels().isEmpty() || options.labels().matches(block.labels());
  }

  /// Whether the zone shows what has this key, if it is there.
  boolean isShown(ServiceKey key) {
    return key.imported() == imports && isListed(key) && isShown(key.namespace());
  }

  /// Whether the options name the key's namespace and origin; labels of namespaces play no part.
  boolean isListed(ServiceKey key) {
    return isListed(key.namespace())
        && (options.origin().isEmpty() || options.origin().equals(key.origin()));
  }

  private boolean isListed(String namespace) {
    return options.namespaces().isEmpty() || options.namespaces().contains(namespace);
  }

  /// Whether a namespace is among those that are shown, if it is there.
  boolean isShown(String namespace) {
    return isListed(namespace)
        && (!options.selectsNamespaces()
            || catalog.hasNamespace(options.origin(), namespace, options.namespaceLabels()));
  }

  ResourceRecord address(Name owner, IpAddress address) {
    return record(owner, new RecordData.Address(address));
  }

  ResourceRecord record(Name owner, RecordData data) {
    return new ResourceRecord(owner, options.ttlSeconds(), data);
  }
}
