package dev.roster.core.catalog;

import dev.roster.core.catalog.ExternalSets.Item;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Lookup.Basis;
import dev.roster.core.catalog.Lookup.Result;
import dev.roster.core.catalog.RecordSets.PortFilter;
import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a zone of `k8s_external` says to a name and a type: `SERVICE.NAMESPACE.ZONE` has what
/// reaches the Service from outside.
public final class ExternalView {
  private static final long REFRESH_SECONDS = 7200;
  private static final long RETRY_SECONDS = 1800;
  private static final long EXPIRE_SECONDS = 86_400;
  private static final Basis CATALOG = new Basis.OfCatalog();

  private final Catalog catalog;
  private final ZoneOptions seen;
  private final ExternalOptions external;
  private final Name zone;
  private final List<IpAddress> own;
  private final ExternalSets sets;

  private ExternalView(
      Catalog catalog, ZoneOptions seen, ExternalOptions external, Name zone, List<IpAddress> own) {
    this.catalog = catalog;
    this.seen = seen;
    this.external = external;
    this.zone = zone;
    this.own = own;
    this.sets = new ExternalSets(catalog, seen, external, zone);
  }

  /// The answer to a question below or at `zone`, and what it derives from.
  ///
  /// @param seen what `kubernetes` shows
  /// @param zone one of the options' zones that `qname` is in, as configured
  /// @param own the addresses that the server listens on
  public static Result find(
      Catalog catalog,
      ZoneOptions seen,
      ExternalOptions external,
      Name zone,
      Name qname,
      int qtype,
      List<IpAddress> own) {
    return new ExternalView(catalog, seen, external, zone, own).find(qname, qtype);
  }

  /// The zone's SOA.
  public static ResourceRecord soa(
      Catalog catalog, ZoneOptions seen, ExternalOptions external, Name zone) {
    Name apex = external.apexOf(zone);
    RecordData.Soa data =
        new RecordData.Soa(
            apex.child("ns1"),
            apex.child("hostmaster"),
            catalog.serial(external.aspects(seen)) & 0xffff_ffffL,
            REFRESH_SECONDS,
            RETRY_SECONDS,
            EXPIRE_SECONDS,
            external.ttlSeconds());
    return new ResourceRecord(zone, external.ttlSeconds(), data);
  }

  private Result find(Name qname, int qtype) {
    for (Name each : external.zones()) {
      if (qname.equals(each)) return ofCatalog(apex(qname, qtype));
      if (qname.isIn(external.apexOf(each))) return ofCatalog(belowApex(qname, qtype));
    }
    Optional<IpAddress> address =
        qtype == RecordType.PTR ? AddressNames.reverseAddress(qname) : Optional.empty();
    if (address.isPresent()) return ofCatalog(pointers(qname, address.get()));
    int count = qname.labelCount() - zone.labelCount();
    String namespace = qname.label(count - 1);
    boolean exists =
        sets.sets().isShown(namespace)
            && catalog.hasNamespace(seen.origin(), namespace, seen.namespaceLabels());
    if (!exists || count > 4) return ofCatalog(noSuchName());
    if (count == 1) return ofCatalog(new Answer.NoData());
    Optional<Roster> roster =
        catalog.roster(seen.origin(), namespace, qname.label(count - 2), false);
    return roster.isEmpty()
        ? ofCatalog(noSuchName())
        : service(qname, qtype, count - 2, roster.get());
  }

  /// @param labels how many stand before the Service's
  private Result service(Name qname, int qtype, int labels, Roster roster) {
    Basis basis = Lookup.basisOf(catalog, seen, roster);
    String label = labels == 1 ? withoutUnderscore(qname.label(0)) : "";
    PortFilter filter =
        labels == 2
            ? new PortFilter(withoutUnderscore(qname.label(0)), withoutUnderscore(qname.label(1)))
            : PortFilter.ANY;
    List<Item> items =
        sets.sets().service(roster).map(it -> items(roster, it, label, filter)).orElse(List.of());
    if (items.isEmpty()) {
      boolean declared =
          external.headless()
              && (label.isEmpty()
                  ? roster.declaresMembers()
                  : roster.declares(label, seen.endpointPodNames()));
      Answer.Why why = declared ? Answer.Why.NOT_READY : Answer.Why.NAME;
      return new Result(
          Lookup.noSuchName(catalog, seen, declared && !seen.noEndpoints(), why), basis);
    }
    return new Result(answer(qname, qtype, items), basis);
  }

  private List<Item> items(Roster roster, ServiceFact service, String label, PortFilter filter) {
    return sets.showsMembers(service, !label.isEmpty())
        ? sets.ofMembers(roster, label, filter)
        : sets.ofService(roster, service, filter);
  }

  private Answer answer(Name qname, int qtype, List<Item> items) {
    return switch (qtype) {
      case RecordType.A, RecordType.AAAA ->
          Answer.of(sets.addresses(qname, qtype, items), List.of());
      case RecordType.SRV -> {
        ExternalSets.Servers servers = sets.servers(qname, items);
        yield servers.answers().isEmpty()
            ? new Answer.NoData()
            : Answer.of(List.of(new Answer.Part.Known(servers.answers())), servers.additionals());
      }
      default -> new Answer.NoData();
    };
  }

  private Answer apex(Name qname, int qtype) {
    return switch (qtype) {
      case RecordType.SOA ->
          new Answer.Records(List.of(soa(catalog, seen, external, zone)), List.of());
      case RecordType.NS -> {
        RecordData server = new RecordData.Ns(external.apexOf(zone).child("ns1"));
        Name glue = external.apexOf(qname).child("ns1");
        List<ResourceRecord> additionals = new ArrayList<>();
        for (IpAddress each : ownAddresses()) additionals.add(sets.address(glue, each));
        yield new Answer.Records(List.of(sets.record(zone, server)), additionals);
      }
      default -> new Answer.NoData();
    };
  }

  /// `dns.ZONE` exists, `ns1.dns.ZONE` is the server.
  private Answer belowApex(Name qname, int qtype) {
    int count = qname.labelCount() - zone.labelCount();
    if (count == 1) return new Answer.NoData();
    if (count != 2 || !qname.label(0).equals("ns1")) return noSuchName();
    List<ResourceRecord> answers = new ArrayList<>();
    for (IpAddress each : ownAddresses()) {
      ResourceRecord record = sets.address(qname, each);
      if (record.type() == qtype) answers.add(record);
    }
    return answers.isEmpty() ? new Answer.NoData() : new Answer.Records(answers, List.of());
  }

  private List<IpAddress> ownAddresses() {
    return new NameServers(catalog, seen, seen.primaryZone(), sets.sets())
        .external(own, external.headless());
  }

  private Answer pointers(Name qname, IpAddress address) {
    List<ResourceRecord> pointers = new ArrayList<>();
    for (Roster roster : catalog.at(address)) {
      boolean meant =
          sets.sets().isListed(roster.key())
              && sets.sets()
                  .service(roster)
                  .filter(service -> service.externalIps().contains(address))
                  .isPresent();
      if (!meant) continue;
      new ExternalSets(catalog, seen, external, external.zones().getFirst())
          .serviceName(roster.key())
          .ifPresent(name -> pointers.add(sets.record(qname, new RecordData.Ptr(name))));
    }
    return pointers.isEmpty() ? noSuchName() : new Answer.Records(pointers, List.of());
  }

  private Answer noSuchName() {
    return Lookup.noSuchName(catalog, seen, false, Answer.Why.NAME);
  }

  private static Result ofCatalog(Answer answer) {
    return new Result(answer, CATALOG);
  }

  private static String withoutUnderscore(String label) {
    return label.startsWith("_") ? label.substring(1) : label;
  }

  /// The records of a whole zone as a zone transfer sends them, in CoreDNS's order: SOA, NS, its
  /// addresses, Services, SOA. They are made while they are read. What names lead to outside is not
  /// among them; doubles are.
  ///
  /// @param zone one of the options' zones
  /// @param own the addresses that the server listens on
  public static Iterable<ResourceRecord> records(
      Catalog catalog, ZoneOptions seen, ExternalOptions external, Name zone, List<IpAddress> own) {
    return transfer(catalog, seen, external, zone, own).records();
  }

  /// As [TransferView#difference], of a zone of `k8s_external`.
  public static Optional<ZoneDifference> difference(
      Catalog before,
      Catalog after,
      ZoneOptions seen,
      ExternalOptions external,
      Name zone,
      List<IpAddress> own,
      long bytesMax) {
    ExternalTransfer old = transfer(before, seen, external, zone, own);
    ExternalTransfer now = transfer(after, seen, external, zone, own);
    return new TransferDifferences(before, after, old, now, bytesMax).find();
  }

  private static ExternalTransfer transfer(
      Catalog catalog, ZoneOptions seen, ExternalOptions external, Name zone, List<IpAddress> own) {
    ExternalView view = new ExternalView(catalog, seen, external, zone, own);
    return new ExternalTransfer(catalog, seen, external, view.sets, zone, view.ownAddresses());
  }
}
