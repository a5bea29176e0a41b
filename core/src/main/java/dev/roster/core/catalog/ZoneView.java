package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Lookup.Basis;
import dev.roster.core.catalog.Lookup.Result;
import dev.roster.core.catalog.RecordSets.PortFilter;
import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.names.ServiceQuery;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;
import java.util.Optional;

/// One zone over one catalog while one question is answered: which name exists, and with what.
///
/// Where RFCs and CoreDNS differ, the answer is CoreDNS's: empty non-terminals don't exist, TXT of
/// what has no addresses doesn't, SOA below the apex is never a name error. [ZoneOptions#strict]
/// gives the RFCs'.
final class ZoneView {
  /// Seconds that the version of the naming schema may be remembered.
  private static final long VERSION_TTL_SECONDS = 28_800;

  private static final String VERSION = "1.1.0";

  /// Of the schema of multi-cluster Services (KEP-1645); CoreDNS says the other one there too.
  private static final String IMPORT_VERSION = "1.0.0";

  private final Catalog catalog;
  private final ZoneOptions options;
  private final Name zone;
  private final List<IpAddress> own;
  private final boolean imports;
  private final RecordSets records;
  private final NameServers servers;

  ZoneView(Catalog catalog, ZoneOptions options, Name zone, List<IpAddress> own) {
    this.catalog = catalog;
    this.options = options;
    this.zone = zone;
    this.own = own;
    this.imports = options.isImportZone(zone);
    this.records = new RecordSets(catalog, options, zone);
    this.servers = new NameServers(catalog, options, zone, records);
  }

  /// What a name is: whether it exists, and what it has.
  sealed interface Found {
    /// What says so.
    Basis basis();

    /// It has entries, at least one.
    record Entries(List<Entry> entries, Basis basis) implements Found {}

    /// It exists and has no data of its own.
    ///
    /// @param text whether that holds for TXT too: for all other such names CoreDNS says that they
    ///   don't exist when it is asked for TXT
    record Bare(boolean text, Basis basis) implements Found {}

    /// It does not exist.
    record Missing(boolean declared, Answer.Why why, Basis basis) implements Found {}
  }

  private static final Basis CATALOG = new Basis.OfCatalog();
  private static final Found MISSING = new Found.Missing(false, Answer.Why.NAME, CATALOG);
  private static final Found NO_SERVICE = new Found.Missing(false, Answer.Why.SERVICE, CATALOG);
  private static final Found NODE = new Found.Bare(false, CATALOG);

  /// The answer, and what it derives from.
  Result find(Name qname, int qtype) {
    ServiceQuery query = parse(qname);
    boolean apex = qname.wireLength() == zone.wireLength();
    return switch (qtype) {
      case RecordType.SOA ->
          apex
              ? ofCatalog(
                  new Answer.Records(List.of(Lookup.soa(catalog, options, zone)), List.of()))
              : options.strict()
                  ? answer(qname, qtype, found(qname, query))
                  : ofCatalog(new Answer.NoData());
      case RecordType.TXT -> text(qname, query);
      case RecordType.PTR -> {
        Optional<IpAddress> address = AddressNames.reverseAddress(qname);
        if (address.isPresent()) yield pointer(qname, address.get());
        yield query instanceof ServiceQuery.NameServer && !options.strict()
            ? ofCatalog(noSuchName(false, Answer.Why.NAME))
            : answer(qname, qtype, found(qname, query));
      }
      case RecordType.NS ->
          apex ? ofCatalog(nameServersOfApex()) : answer(qname, qtype, found(qname, query));
      default -> answer(qname, qtype, found(qname, query));
    };
  }

  private ServiceQuery parse(Name name) {
    return ServiceGrammar.parse(name, zone, options.dialect(zone));
  }

  /// What a name in the zone is.
  Found found(Name name) {
    return found(name, parse(name));
  }

  /// NS records and their addresses.
  Answer nameServers() {
    return servers.records(own);
  }

  /// CoreDNS compares the lower-cased name with the zone as it was written.
  private Answer nameServersOfApex() {
    return options.strict() || isLowerCase(zone) ? nameServers() : new Answer.NoData();
  }

  private Result text(Name qname, ServiceQuery query) {
    if (query instanceof ServiceQuery.DnsVersion) {
      String schema = imports && options.strict() ? IMPORT_VERSION : VERSION;
      RecordData version = new RecordData.Txt(List.of(schema));
      ResourceRecord record = new ResourceRecord(qname, VERSION_TTL_SECONDS, version);
      return ofCatalog(new Answer.Records(List.of(record), List.of()));
    }
    if (query instanceof ServiceQuery.NameServer && !options.strict()) {
      return ofCatalog(noSuchName(false, Answer.Why.NAME));
    }
    Found found = found(qname, query);
    return switch (found) {
      case Found.Entries(_, Basis basis) -> new Result(new Answer.NoData(), basis);
      case Found.Bare(boolean text, Basis basis) ->
          new Result(
              text || options.strict() ? new Answer.NoData() : noSuchName(false, Answer.Why.NAME),
              basis);
      case Found.Missing(boolean declared, Answer.Why why, Basis basis) ->
          new Result(noSuchName(declared, why), basis);
    };
  }

  private Result pointer(Name qname, IpAddress address) {
    List<ResourceRecord> pointers = records.pointers(qname, address, catalog.at(address));
    return ofCatalog(
        pointers.isEmpty()
            ? noSuchName(false, Answer.Why.NAME)
            : new Answer.Records(pointers, List.of()));
  }

  private Result answer(Name qname, int qtype, Found found) {
    return switch (found) {
      case Found.Entries(List<Entry> entries, Basis basis) -> answer(qname, qtype, entries, basis);
      case Found.Bare(_, Basis basis) -> new Result(new Answer.NoData(), basis);
      case Found.Missing(boolean declared, Answer.Why why, Basis basis) ->
          new Result(noSuchName(declared, why), basis);
    };
  }

  private Result answer(Name qname, int qtype, List<Entry> entries, Basis basis) {
    return switch (qtype) {
      case RecordType.A, RecordType.AAAA ->
          new AddressAnswer(this, zone, records, qtype).answer(qname, entries, basis);
      case RecordType.SRV -> new Result(records.services(qname, entries), basis);
      case RecordType.CNAME -> new Result(alias(qname, entries.getFirst()), basis);
      default -> new Result(new Answer.NoData(), basis);
    };
  }

  private Answer alias(Name qname, Entry first) {
    return switch (first) {
      case Entry.Alias(Name target) ->
          new Answer.Records(
              List.of(records.record(qname, new RecordData.Cname(target))), List.of());
      case Entry.At _ -> new Answer.NoData();
    };
  }

  private Found found(Name qname, ServiceQuery query) {
    Found found = foundAsCoreDns(qname, query);
    if (!options.strict() || !(found instanceof Found.Missing)) return found;
    return isEmptyNode(qname, query) ? NODE : found;
  }

  /// Whether a name that CoreDNS denies has something below it, or data of another type (RFC 8020
  /// section 2). Inner nodes of reverse zones are not looked up: they count as nodes.
  private boolean isEmptyNode(Name qname, ServiceQuery query) {
    if (AddressNames.isReverse(zone)) {
      return AddressNames.reverseAddress(qname)
          .map(address -> !records.pointers(qname, address, catalog.at(address)).isEmpty())
          .orElseGet(() -> AddressNames.isInnerReverse(qname));
    }
    return switch (query) {
      case ServiceQuery.DnsVersion() -> true;
      case ServiceQuery.Nothing() ->
          qname.equals(zone.child("dns")) && !servers.entries(own).isEmpty();
      case ServiceQuery.NameServer() -> !servers.entries(own).isEmpty();
      case ServiceQuery.Endpoint(String namespace, String service, String label) -> {
        Optional<Roster> shown = roster(namespace, service);
        yield shown.isPresent()
            && (records.hasNamedPort(shown.get(), label)
                || (label.equals("_zone") && isZonal(shown.get())));
      }
      case ServiceQuery.Port(String namespace, String service, String port, String protocol) ->
          protocol.equals("zone")
              && (port.equals("pin") || port.equals("prefer"))
              && roster(namespace, service).filter(this::isZonal).isPresent();
      case ServiceQuery.Node _,
          ServiceQuery.Namespace _,
          ServiceQuery.PodNamespace _,
          ServiceQuery.Pod _,
          ServiceQuery.Service _,
          ServiceQuery.ClusterEndpoint _,
          ServiceQuery.Zonal _ ->
          false;
    };
  }

  private boolean isZonal(Roster roster) {
    return options.zonal() && !imports && records.isHeadless(roster);
  }

  private Found foundAsCoreDns(Name qname, ServiceQuery query) {
    // Names of Services in a reverse zone don't exist; its apex, `svc` and `pod` do, as anywhere.
    if (AddressNames.isReverse(zone) && !(query instanceof ServiceQuery.Node)) return MISSING;
    return switch (query) {
      case ServiceQuery.Node() -> NODE;
      case ServiceQuery.DnsVersion() -> MISSING;
      case ServiceQuery.Nothing() -> isBelowNoService(qname) ? NO_SERVICE : MISSING;
      case ServiceQuery.NameServer() -> {
        if (!options.strict() && !isLowerCase(zone)) yield MISSING;
        List<Entry> entries = servers.entries(own);
        yield entries.isEmpty() ? NODE : new Found.Entries(entries, CATALOG);
      }
      case ServiceQuery.Namespace(String namespace) -> namespace(namespace);
      case ServiceQuery.PodNamespace(String namespace) ->
          options.pods() == ZoneOptions.PodMode.DISABLED ? MISSING : namespace(namespace);
      case ServiceQuery.Pod(String namespace, String label) -> pod(qname, namespace, label);
      case ServiceQuery.Service(String namespace, String service) -> service(namespace, service);
      case ServiceQuery.Endpoint(String namespace, String service, String label) ->
          endpoint(namespace, service, label, "");
      case ServiceQuery.ClusterEndpoint(
              String namespace,
              String service,
              String cluster,
              String label) ->
          endpoint(namespace, service, label, cluster);
      case ServiceQuery.Port(String namespace, String service, String port, String protocol) ->
          port(namespace, service, new PortFilter(port, protocol));
      case ServiceQuery.Zonal(String namespace, String service, String place, boolean prefer) ->
          zonal(namespace, service, place, prefer);
    };
  }

  private boolean isBelowNoService(Name qname) {
    int labels = qname.labelCount() - zone.labelCount();
    return labels >= 3
        && qname.label(labels - 1).equals("svc")
        && roster(qname.label(labels - 2), qname.label(labels - 3)).isEmpty();
  }

  private Found namespace(String namespace) {
    boolean exists =
        records.isShown(namespace)
            && catalog.hasNamespace(options.origin(), namespace, options.namespaceLabels());
    return exists ? NODE : MISSING;
  }

  private Found service(String namespace, String name) {
    Optional<Roster> shown = roster(namespace, name);
    if (shown.isEmpty()) return NO_SERVICE;
    Roster roster = shown.get();
    Optional<ServiceFact> service = records.service(roster);
    if (service.isEmpty()) return missing(roster, roster.declaresMembers(), Answer.Why.SERVICE);
    return entries(roster, service.get(), PortFilter.ANY, roster.declaresMembers());
  }

  private Found port(String namespace, String name, PortFilter filter) {
    Optional<Roster> shown = roster(namespace, name);
    if (shown.isEmpty()) return NO_SERVICE;
    Roster roster = shown.get();
    Optional<ServiceFact> service = records.service(roster);
    if (service.isEmpty()) return missing(roster, false, Answer.Why.SERVICE);
    boolean known = service.get().ports().stream().anyMatch(filter::matches);
    return entries(roster, service.get(), filter, known && roster.declaresMembers());
  }

  private Found entries(Roster roster, ServiceFact service, PortFilter filter, boolean declared) {
    List<Entry> entries = records.ofService(roster, service, filter);
    if (!entries.isEmpty()) return new Found.Entries(entries, basisOf(roster));
    // A port without any address to it, which only an import may have.
    boolean port = imports && service.ports().stream().anyMatch(filter::matches);
    boolean bare = service.type() == ServiceFact.Type.CLUSTER_IP && port && !records.hides(roster);
    if (bare) return new Found.Bare(false, basisOf(roster));
    boolean wrongPort = !filter.equals(PortFilter.ANY) && records.anyReady(roster);
    return missing(roster, declared, wrongPort ? Answer.Why.PORT : Answer.Why.NOT_READY);
  }

  private Found endpoint(String namespace, String name, String label, String cluster) {
    Optional<Roster> shown = roster(namespace, name);
    if (shown.isEmpty()) return NO_SERVICE;
    Roster roster = shown.get();
    List<Entry> entries =
        records
            .service(roster)
            .map(it -> records.ofEndpoint(roster, it, label, cluster))
            .orElse(List.of());
    if (!entries.isEmpty()) return new Found.Entries(entries, basisOf(roster));
    boolean declared = roster.declares(label, options.endpointPodNames());
    if (records.service(roster).isEmpty()) return missing(roster, declared, Answer.Why.SERVICE);
    Answer.Why why =
        declared || !records.anyReady(roster) ? Answer.Why.NOT_READY : Answer.Why.MEMBER;
    return missing(roster, declared, why);
  }

  /// The name exists for every headless Service and every zone: where it has no members there, it
  /// has no data.
  private Found zonal(String namespace, String name, String place, boolean prefer) {
    Optional<Roster> shown = roster(namespace, name);
    if (shown.isEmpty()) return NO_SERVICE;
    Roster roster = shown.get();
    if (!records.isHeadless(roster)) return missing(roster, false, Answer.Why.NAME);
    List<Entry> entries = records.ofPlace(roster, place, prefer);
    return entries.isEmpty()
        ? new Found.Bare(true, basisOf(roster))
        : new Found.Entries(entries, basisOf(roster));
  }

  private Found missing(Roster roster, boolean declared, Answer.Why why) {
    return new Found.Missing(declared && records.showsMembers(), why, basisOf(roster));
  }

  private Optional<Roster> roster(String namespace, String name) {
    if (!records.isShown(namespace)) return Optional.empty();
    return catalog.roster(options.origin(), namespace, name, imports);
  }

  private Found pod(Name qname, String namespace, String label) {
    if (options.pods() == ZoneOptions.PodMode.DISABLED) return MISSING;
    if (!(namespace(namespace) instanceof Found.Bare)) return MISSING;
    Optional<IpAddress> said = AddressNames.ofPodLabel(label);
    if (said.isEmpty()) return MISSING;
    IpAddress address = said.get();
    boolean exists =
        switch (options.pods()) {
          case DISABLED -> false;
          case INSECURE -> true;
          case VERIFIED ->
              address.toString().replace('.', '-').replace(':', '-').equals(label)
                  && catalog
                      .pod(options.origin(), namespace, address, options.labels())
                      .isPresent();
        };
    if (!exists) return MISSING;
    Entry entry = new Entry.At(address.unmapped(), 0, qname);
    return new Found.Entries(List.of(entry), CATALOG);
  }

  private Answer noSuchName(boolean declared, Answer.Why why) {
    return Lookup.noSuchName(catalog, options, declared, why);
  }

  static Result ofCatalog(Answer answer) {
    return new Result(answer, CATALOG);
  }

  private Basis basisOf(Roster roster) {
    return Lookup.basisOf(catalog, options, roster);
  }

  private static boolean isLowerCase(Name name) {
    return name.equalsExactly(name.folded());
  }
}
