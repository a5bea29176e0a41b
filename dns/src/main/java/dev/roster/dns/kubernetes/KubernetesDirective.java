package dev.roster.dns.kubernetes;

import static dev.roster.core.objects.LabelSelector.NONE;

import dev.roster.core.catalog.Answer;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Client;
import dev.roster.core.catalog.Lookup;
import dev.roster.core.catalog.Roster;
import dev.roster.core.catalog.TransferView;
import dev.roster.core.catalog.ZoneDifference;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.KubernetesConfig;
import dev.roster.dns.corefile.LabelSelector;
import dev.roster.dns.corefile.RosterConfig;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Home;
import dev.roster.dns.pipeline.Housing;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.PlanTable;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import dev.roster.dns.pipeline.SearchPaths;
import dev.roster.dns.transfer.TransferSource;
import dev.roster.dns.transfer.ZoneCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// `kubernetes`: answers from the catalog, with the zone's SOA where there is nothing to answer.
///
/// Answers that derive from one roster are remembered there; those that derive from more, and the
/// one denial of a zone, on the catalog.
public final class KubernetesDirective implements Passing, Housing, SearchPaths, TransferSource {
  static final ExtendedError NOT_SYNCED =
      new ExtendedError(ExtendedError.NOT_READY, "not all objects of this zone are known yet");
  private static final ExtendedError NO_NAME = other("nothing in this zone has such a name");
  private static final ExtendedError NO_SERVICE = other("no such Service in this namespace");
  private static final ExtendedError NONE_READY = other("no member of this name is ready");
  private static final ExtendedError NO_MEMBER = other("no member of the Service has this name");
  private static final ExtendedError NO_PORT = other("the Service has no such port");

  /// The denials of a zone: of names of Services, and of all others.
  private static final int DENIAL_SERVICE = 0;

  private static final int DENIAL_NAME = 1;

  private final ZoneOptions options;
  private final List<Name> fallthrough;
  private final OptionalInt negativeTtlSeconds;
  private final List<Name> zones;
  private final List<Name> importZones; // of `zones`

  /// The directive.
  ///
  /// @param fallthrough zones of which names that don't exist go to the next directive
  /// @param negativeTtlSeconds of denials of names that a declared set will own; empty: the zone's
  public KubernetesDirective(
      ZoneOptions options, List<Name> fallthrough, OptionalInt negativeTtlSeconds) {
    this.options = options;
    this.fallthrough = List.copyOf(fallthrough);
    this.negativeTtlSeconds = negativeTtlSeconds;
    // The longest zone that a name is in is the one that answers.
    List<Name> longest = new ArrayList<>(options.zones());
    longest.sort((a, b) -> b.labelCount() - a.labelCount());
    this.zones = List.copyOf(longest);
    this.importZones = longest.stream().filter(options::isImportZone).toList();
  }

  /// The directive that a Corefile describes.
  public static KubernetesDirective of(KubernetesConfig config, RosterConfig roster) {
    return new KubernetesDirective(
        options(config, roster.strict()), config.fallthrough(), roster.negativeTtlSeconds());
  }

  /// What a Corefile says of zones.
  static ZoneOptions options(KubernetesConfig config, boolean strict) {
    ZoneOptions.PodMode pods =
        switch (config.pods()) {
          case DISABLED -> ZoneOptions.PodMode.DISABLED;
          case INSECURE -> ZoneOptions.PodMode.INSECURE;
          case VERIFIED -> ZoneOptions.PodMode.VERIFIED;
        };
    return new ZoneOptions(
        config.zones(),
        config.namespaces(),
        pods,
        config.ttlSeconds(),
        config.endpointPodNames(),
        config.noEndpoints(),
        config.ignoreEmptyService(),
        "",
        config.labels().map(LabelSelector::required).orElse(NONE),
        config.namespaceLabels().map(LabelSelector::required).orElse(NONE),
        config.zonal(),
        Set.copyOf(config.multiclusterZones()),
        strict);
  }

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public Scope scope() {
    return Scope.of(options.zones());
  }

  /// Names of the form `... SERVICE.NAMESPACE.svc.ZONE` are remembered with their roster. Where
  /// there is none, and where the name is in no tree at all, the zone's one denial answers; all
  /// else is the catalog's.
  @Override
  public Home home(Packet packet) {
    if (Staleness.isSaid(packet)) return Home.LEAVE;
    Name zone = zoneOf(packet);
    PlanTable ofCatalog = Homes.table(packet.catalog().plans());
    int labels = packet.labelCount() - zone.labelCount();
    boolean elsewhere = ZoneOptions.isReverse(zone) || options.selectsNamespaces();
    if (labels == 0 || elsewhere) return ofCatalog;
    int tree = labels - 1;
    if (packet.isLabel(tree, "svc")) {
      if (labels < 3) return ofCatalog;
      boolean imported = importZones.contains(zone);
      Roster roster = packet.roster(options.origin(), labels - 2, labels - 3, imported);
      return roster == null ? denial(packet, zone, DENIAL_SERVICE) : Homes.table(roster.plans());
    }
    boolean own =
        packet.isLabel(tree, "pod")
            || packet.isLabel(tree, "dns")
            || packet.isLabel(tree, "dns-version")
            || packet.isLabel(tree, "hostmaster");
    return own ? ofCatalog : denial(packet, zone, DENIAL_NAME);
  }

  /// SOA is never a name error; where names fall through, others answer them. What a denial says,
  /// the serial aside, no change of the catalog changes, once everything is known.
  private Home denial(Packet packet, Name zone, int kind) {
    if (packet.query().type() == RecordType.SOA) return Home.LEAVE;
    for (int i = 0; i < fallthrough.size(); i++) {
      if (packet.isIn(fallthrough.get(i))) return Home.NEXT;
    }
    return packet.block().plans().denial(packet.block(), zone, kind, packet.catalog().known());
  }

  private Name zoneOf(Packet packet) {
    for (int i = 0; i < zones.size(); i++) if (packet.isIn(zones.get(i))) return zones.get(i);
    throw new IllegalStateException("a packet outside of " + zones);
  }

  @Override
  public List<Name> transferZones() {
    return zones;
  }

  @Override
  public Optional<ZoneCopy> copy(Name name, Catalog now, List<IpAddress> own) {
    if (!zones.contains(name)) return Optional.empty();
    Catalog catalog = now.cut();
    if (!Lookup.isSynced(catalog, options)) return Optional.empty();
    return Optional.of(
        new CatalogCopy(
            catalog, Lookup.soa(catalog, options, name), new Shown(options, name, own)));
  }

  private record Shown(ZoneOptions options, Name zone, List<IpAddress> own)
      implements CatalogCopy.Shown {
    @Override
    public Iterable<ResourceRecord> records(Catalog catalog) {
      return TransferView.records(catalog, options, zone, own);
    }

    @Override
    public Optional<ZoneDifference> difference(Catalog before, Catalog after, long bytesMax) {
      return TransferView.difference(before, after, options, zone, own, bytesMax);
    }
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    return Staleness.said(exchange, found(exchange, next), name());
  }

  private Reply found(Exchange exchange, Chain next) {
    int type = exchange.type();
    // Zone transfers are another directive's.
    if (type == RecordType.AXFR || type == RecordType.IXFR) return Reply.rcode(Rcode.REFUSED);
    Name zone = zoneAsWritten(exchange.name());
    Catalog catalog = exchange.catalog();
    Lookup.Result result =
        Lookup.find(
            catalog, options, zone, exchange.name(), type, exchange.block().localAddresses());
    if (!Lookup.isKnown(catalog, options, result)) return notSynced(exchange, zone, next);
    return switch (result.answer()) {
      case Answer.Records(var answers, var additionals) -> {
        Homes.derives(exchange, result.basis());
        boolean serial = answers.getFirst().type() == RecordType.SOA;
        if (serial) exchange.carriesSerial(options.aspects(zone));
        yield Reply.of(name(), Rcode.NOERROR, answers, List.of(), additionals);
      }
      case Answer.NoData() -> {
        Homes.derives(exchange, result.basis());
        yield denied(exchange, zone, Rcode.NOERROR, Lookup.soa(catalog, options, zone));
      }
      case Answer.NoSuchName(boolean declared, Answer.Why why) -> {
        if (fallsThrough(exchange.name())) yield next.answer(exchange);
        Homes.derives(exchange, result.basis());
        boolean soonThere = declared && negativeTtlSeconds.isPresent();
        if (soonThere) exchange.keepTtls();
        ZoneOptions seen =
            soonThere ? options.withTtlSeconds(negativeTtlSeconds.getAsInt()) : options;
        yield denied(exchange, zone, Rcode.NXDOMAIN, Lookup.soa(catalog, seen, zone))
            .withError(error(why));
      }
      case Answer.NotSynced() -> notSynced(exchange, zone, next);
      case Answer.Chase chase -> {
        Homes.derives(exchange, result.basis());
        yield Chases.reply(name(), exchange, chase)
            .orElseGet(() -> {
              ResourceRecord soa = Lookup.soa(catalog, options, zone);
              return denied(exchange, zone, Rcode.NOERROR, soa);
            });
      }
    };
  }

  /// What falls through falls through now too: a start without an API server must not take away the
  /// names of others.
  private Reply notSynced(Exchange exchange, Name zone, Chain next) {
    if (fallsThrough(exchange.name())) return next.answer(exchange);
    exchange.leave();
    ResourceRecord soa = Lookup.soa(exchange.catalog(), options, zone);
    return denied(exchange, zone, Rcode.SERVFAIL, soa).withError(NOT_SYNCED);
  }

  private static ExtendedError error(Answer.Why why) {
    return switch (why) {
      case NAME -> NO_NAME;
      case SERVICE -> NO_SERVICE;
      case NOT_READY -> NONE_READY;
      case MEMBER -> NO_MEMBER;
      case PORT -> NO_PORT;
    };
  }

  private static ExtendedError other(String text) {
    return new ExtendedError(ExtendedError.OTHER, text);
  }

  private Reply denied(Exchange exchange, Name zone, int rcode, ResourceRecord soa) {
    exchange.carriesSerial(options.aspects(zone));
    return Reply.of(name(), rcode, List.of(), List.of(soa), List.of());
  }

  /// Of a pod: the Services of its namespace, all Services, the zone that the name is in.
  @Override
  public List<Name> searchPath(Packet packet, Name qname) {
    for (Name zone : zones) {
      if (!qname.isIn(zone)) continue;
      return Client.at(packet.catalog(), options, packet.source())
          .flatMap(client -> ServiceGrammar.namespaceName(zone.folded(), client.namespace()))
          .map(own -> List.of(own, own.suffix(1), own.suffix(2)))
          .orElse(List.of());
    }
    return List.of();
  }

  /// What pods' search paths make: names outside of `svc` and `pod`, one label below `svc`, names
  /// in namespaces that aren't there, and two labels or more where the second is no Service, ports
  /// of one aside. What a Service or its member could be called, or could have been, is none of
  /// them.
  @Override
  public int searchedLabels(Packet packet) {
    for (int i = 0; i < zones.size(); i++) {
      Name zone = zones.get(i);
      if (packet.isIn(zone)) return ZoneOptions.isReverse(zone) ? 0 : searchedLabels(packet, zone);
    }
    return 0;
  }

  private int searchedLabels(Packet packet, Name zone) {
    int labels = packet.labelCount() - zone.labelCount();
    if (labels == 0 || packet.isLabel(labels - 1, "pod")) return 0;
    if (!packet.isLabel(labels - 1, "svc")) return labels;
    int below = labels - 1;
    if (below < 2 || !packet.hasNamespace(options.origin(), below - 1)) return below;
    if (below == 2) return 0;
    boolean port = below == 4 && isUnderscored(packet, 0) && isUnderscored(packet, 1);
    boolean imported = importZones.contains(zone);
    boolean could = packet.roster(options.origin(), below - 1, below - 2, imported) != null;
    return port || could ? 0 : below - 1;
  }

  private static boolean isUnderscored(Packet packet, int label) {
    return packet.folded(packet.labelAt(label) + 1) == '_';
  }

  @Override
  public Optional<String> metadata(Packet packet, String label) {
    return KubernetesMetadata.value(options, zones, packet, label);
  }

  private boolean fallsThrough(Name name) {
    for (Name zone : fallthrough) if (name.isIn(zone)) return true;
    return false;
  }

  /// The zone that the name is in, as the question writes it.
  private Name zoneAsWritten(Name name) {
    for (Name zone : zones) {
      if (name.isIn(zone)) return name.suffix(name.labelCount() - zone.labelCount());
    }
    throw new IllegalStateException(name + " outside of " + zones);
  }
}
