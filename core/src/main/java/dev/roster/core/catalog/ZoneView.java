package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Lookup.Basis;
import dev.roster.core.catalog.Lookup.Result;
import dev.roster.core.catalog.RecordSets.Entry;
import dev.roster.core.catalog.RecordSets.PortFilter;
import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.names.ServiceQuery;
import dev.roster.core.objects.Kind;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/// One zone over one catalog while one question is answered: which name exists, and with what.
///
/// Where RFCs and CoreDNS differ, the answer is CoreDNS's: empty non-terminals don't exist, TXT of
/// what has no addresses doesn't, SOA below the apex is never a name error.
final class ZoneView {
  /// Aliases that one answer follows, at most.
  private static final int ALIASES_MAX = 8;

  /// Seconds that the version of the naming schema may be remembered.
  private static final long VERSION_TTL_SECONDS = 28_800;

  private static final String VERSION = "1.1.0";

  private final Catalog catalog;
  private final ZoneOptions options;
  private final Name zone;
  private final List<IpAddress> own;
  private final RecordSets records;

  ZoneView(Catalog catalog, ZoneOptions options, Name zone, List<IpAddress> own) {
    this.catalog = catalog;
    this.options = options;
    this.zone = zone;
    this.own = own;
    this.records = new RecordSets(options, zone);
  }

  /// What a name is: whether it exists, and what it has.
  private sealed interface Found {
    /// It has entries.
    record Entries(List<Entry> entries, Basis basis) implements Found {}

    /// It is an alias.
    record Alias(ResourceRecord cname, Name target, Roster roster) implements Found {}

    /// It exists and has no data of its own.
    record Bare() implements Found {}

    /// It does not exist.
    record Missing(boolean declared, Basis basis) implements Found {}
  }

  private static final Basis CATALOG = new Basis.OfCatalog();
  private static final Found MISSING = new Found.Missing(false, CATALOG);

  /// The answer, and what it derives from.
  Result find(Name qname, int qtype) {
    ServiceQuery query = ServiceGrammar.parse(qname, zone);
    boolean apex = qname.wireLength() == zone.wireLength();
    return switch (qtype) {
      case RecordType.SOA ->
          apex
              ? ofCatalog(
                  new Answer.Records(List.of(Lookup.soa(catalog, options, zone)), List.of()))
              : ofCatalog(new Answer.NoData());
      case RecordType.TXT -> text(qname, query);
      case RecordType.PTR -> {
        Optional<IpAddress> address = AddressNames.reverseAddress(qname);
        if (address.isPresent()) yield pointer(qname, address.get());
        yield query instanceof ServiceQuery.NameServer
            ? ofCatalog(noSuchName(false))
            : answer(qname, qtype, found(qname, query));
      }
      case RecordType.NS ->
          apex ? ofCatalog(nameServersOfApex()) : answer(qname, qtype, found(qname, query));
      default -> answer(qname, qtype, found(qname, query));
    };
  }

  /// NS records and their addresses. A server that listens on loopback alone still names itself: a
  /// zone has a name server.
  Answer nameServers() {
    List<IpAddress> reachable = withoutLoopback();
    List<IpAddress> named = reachable.isEmpty() ? own : reachable;
    return records.nameServerRecords(records.nameServers(catalog, named));
  }

  /// CoreDNS takes loopback for no address of the server.
  private List<IpAddress> withoutLoopback() {
    return own.stream().filter(address -> !isLoopback(address)).toList();
  }

  /// CoreDNS compares the lower-cased name with the zone as it was written.
  private Answer nameServersOfApex() {
    return isLowerCase(zone) ? nameServers() : new Answer.NoData();
  }

  private Result text(Name qname, ServiceQuery query) {
    if (query instanceof ServiceQuery.DnsVersion) {
      RecordData version = new RecordData.Txt(List.of(VERSION));
      ResourceRecord record = new ResourceRecord(qname, VERSION_TTL_SECONDS, version);
      return ofCatalog(new Answer.Records(List.of(record), List.of()));
    }
    if (query instanceof ServiceQuery.NameServer) return ofCatalog(noSuchName(false));
    return switch (found(qname, query)) {
      case Found.Entries(_, Basis basis) -> new Result(new Answer.NoData(), basis);
      case Found.Alias alias -> new Result(new Answer.NoData(), basisOf(alias.roster));
      case Found.Bare() -> ofCatalog(noSuchName(false));
      case Found.Missing(boolean declared, Basis basis) -> new Result(noSuchName(declared), basis);
    };
  }

  private Result pointer(Name qname, IpAddress address) {
    List<ResourceRecord> pointers = records.pointers(qname, address, catalog.at(address));
    return ofCatalog(
        pointers.isEmpty() ? noSuchName(false) : new Answer.Records(pointers, List.of()));
  }

  private Result answer(Name qname, int qtype, Found found) {
    return switch (found) {
      case Found.Entries(List<Entry> entries, Basis basis) ->
          new Result(records.answer(qname, qtype, entries), basis);
      case Found.Alias alias -> follow(qname, qtype, alias);
      case Found.Bare() -> ofCatalog(new Answer.NoData());
      case Found.Missing(boolean declared, Basis basis) -> new Result(noSuchName(declared), basis);
    };
  }

  private Found found(Name qname, ServiceQuery query) {
    // Names of Services in a reverse zone don't exist; its apex, `svc` and `pod` do, as anywhere.
    if (AddressNames.isReverse(zone) && !(query instanceof ServiceQuery.Node)) return MISSING;
    return switch (query) {
      case ServiceQuery.Node() -> new Found.Bare();
      case ServiceQuery.DnsVersion(), ServiceQuery.Nothing() -> MISSING;
      case ServiceQuery.NameServer() ->
          isLowerCase(zone)
              ? new Found.Entries(records.nameServers(catalog, withoutLoopback()), CATALOG)
              : MISSING;
      case ServiceQuery.Namespace(String namespace) -> namespace(namespace);
      case ServiceQuery.PodNamespace(String namespace) ->
          options.pods() == ZoneOptions.PodMode.DISABLED ? MISSING : namespace(namespace);
      case ServiceQuery.Pod(String namespace, String label) -> pod(qname, namespace, label);
      case ServiceQuery.Service(String namespace, String service) ->
          service(qname, namespace, service);
      case ServiceQuery.Endpoint(String namespace, String service, String label) ->
          endpoint(namespace, service, label);
      case ServiceQuery.Port(String namespace, String service, String port, String protocol) ->
          port(namespace, service, new PortFilter(port, protocol));
    };
  }

  private Found namespace(String namespace) {
    boolean exists =
        records.isShown(namespace) && catalog.hasNamespace(options.origin(), namespace);
    return exists ? new Found.Bare() : MISSING;
  }

  private Found service(Name qname, String namespace, String name) {
    Optional<Roster> shown = roster(namespace, name);
    if (shown.isEmpty()) return MISSING;
    Roster roster = shown.get();
    Optional<ServiceFact> service = roster.service();
    if (service.isEmpty()) return missing(roster, roster.declaresMembers());
    if (service.get().type() == ServiceFact.Type.EXTERNAL_NAME) {
      Optional<ResourceRecord> cname = records.alias(qname, service.get());
      if (cname.isPresent() && cname.get().data() instanceof RecordData.Cname(Name target)) {
        return new Found.Alias(cname.get(), target, roster);
      }
      return missing(roster, false);
    }
    return entries(roster, records.ofService(roster, service.get(), PortFilter.ANY));
  }

  private Found port(String namespace, String name, PortFilter filter) {
    Optional<Roster> shown = roster(namespace, name);
    if (shown.isEmpty()) return MISSING;
    Roster roster = shown.get();
    Optional<ServiceFact> service = roster.service();
    if (service.isEmpty()) return missing(roster, false);
    List<Entry> entries = records.ofService(roster, service.get(), filter);
    boolean known = service.get().ports().stream().anyMatch(filter::matches);
    if (entries.isEmpty() && !known) return missing(roster, false);
    return entries(roster, entries);
  }

  private Found entries(Roster roster, List<Entry> entries) {
    if (!entries.isEmpty()) return new Found.Entries(entries, basisOf(roster));
    return missing(roster, roster.declaresMembers());
  }

  private Found endpoint(String namespace, String name, String label) {
    Optional<Roster> shown = roster(namespace, name);
    if (shown.isEmpty()) return MISSING;
    Roster roster = shown.get();
    List<Entry> entries =
        roster.service().map(it -> records.ofEndpoint(roster, it, label)).orElse(List.of());
    if (!entries.isEmpty()) return new Found.Entries(entries, basisOf(roster));
    return missing(roster, roster.declares(label, options.endpointPodNames()));
  }

  private Found missing(Roster roster, boolean declared) {
    return new Found.Missing(declared && !options.noEndpoints(), basisOf(roster));
  }

  private Optional<Roster> roster(String namespace, String name) {
    if (!records.isShown(namespace)) return Optional.empty();
    return catalog.roster(options.origin(), namespace, name);
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
                  && catalog.hasPod(options.origin(), namespace, address);
        };
    if (!exists) return MISSING;
    Entry entry = new Entry(address.unmapped(), 0, qname);
    return new Found.Entries(List.of(entry), CATALOG);
  }

  /// The records of an alias. A target in the zone is answered from here, and where it has nothing
  /// of the type the alias is left out too, as CoreDNS does.
  private Result follow(Name qname, int qtype, Found.Alias first) {
    if (qtype == RecordType.CNAME) {
      Answer answer = new Answer.Records(List.of(first.cname), List.of());
      return new Result(answer, basisOf(first.roster));
    }
    List<Roster> rosters = new ArrayList<>(List.of(first.roster));
    if (qtype != RecordType.A && qtype != RecordType.AAAA) {
      return new Result(new Answer.NoData(), basisOf(first.roster));
    }
    List<ResourceRecord> aliases = new ArrayList<>();
    Name owner = qname;
    Found found = first;
    while (found instanceof Found.Alias(ResourceRecord cname, Name target, Roster roster)) {
      boolean loops =
          target.isIn(owner) || aliases.stream().anyMatch(it -> it.owner().equals(target));
      if (loops || aliases.size() == ALIASES_MAX) {
        return new Result(new Answer.NoData(), basisOf(rosters));
      }
      if (roster != first.roster) rosters.add(roster);
      aliases.add(cname);
      if (!target.isIn(zone)) {
        return new Result(new Answer.Chase(aliases, target), basisOf(rosters));
      }
      owner = target;
      found = found(target, ServiceGrammar.parse(target, zone));
    }
    if (!(found instanceof Found.Entries(List<Entry> entries, Basis basis))) {
      return ofCatalog(new Answer.NoData());
    }
    if (!(records.answer(owner, qtype, entries) instanceof Answer.Records addresses)) {
      return ofCatalog(new Answer.NoData());
    }
    aliases.addAll(addresses.answers());
    Answer answer = new Answer.Records(aliases, List.of());
    if (!(basis instanceof Basis.OfRoster(Roster last))) return ofCatalog(answer);
    rosters.add(last);
    return new Result(answer, basisOf(rosters));
  }

  /// NXDOMAIN, but only if nothing is still to come that could be of this name.
  private Answer noSuchName(boolean declared) {
    if (!isSynced()) return new Answer.NotSynced();
    return new Answer.NoSuchName(declared);
  }

  private boolean isSynced() {
    if (!options.origin().isEmpty()) return isSynced(options.origin());
    NavigableSet<String> origins = catalog.origins();
    return !origins.isEmpty() && origins.stream().allMatch(this::isSynced);
  }

  private boolean isSynced(String origin) {
    return catalog.isSynced(origin, Kind.SERVICE)
        && catalog.isSynced(origin, Kind.NAMESPACE)
        && (options.noEndpoints() || catalog.isSynced(origin, Kind.ENDPOINT_SLICE))
        && (options.pods() != ZoneOptions.PodMode.VERIFIED || catalog.isSynced(origin, Kind.POD));
  }

  private static Result ofCatalog(Answer answer) {
    return new Result(answer, CATALOG);
  }

  /// With several origins another one may come to have the Service: then one roster says too
  /// little.
  private Basis basisOf(Roster roster) {
    boolean alone = !options.origin().isEmpty() || catalog.origins().size() <= 1;
    return alone ? new Basis.OfRoster(roster) : CATALOG;
  }

  private Basis basisOf(List<Roster> rosters) {
    if (rosters.size() == 1) return basisOf(rosters.getFirst());
    return basisOf(rosters.getFirst()).equals(CATALOG) ? CATALOG : new Basis.OfRosters(rosters);
  }

  private static boolean isLowerCase(Name name) {
    return name.equalsExactly(name.folded());
  }

  private static boolean isLoopback(IpAddress address) {
    if (address.isIpv4()) return address.byteAt(0) == 127;
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    return Arrays.equals(address.toBytes(), loopback);
  }
}
