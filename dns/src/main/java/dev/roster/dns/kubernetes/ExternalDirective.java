package dev.roster.dns.kubernetes;

import dev.roster.core.catalog.Answer;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.ExternalOptions;
import dev.roster.core.catalog.ExternalView;
import dev.roster.core.catalog.Lookup;
import dev.roster.core.catalog.Roster;
import dev.roster.core.catalog.ZoneDifference;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.ExternalConfig;
import dev.roster.dns.corefile.KubernetesConfig;
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
import dev.roster.dns.transfer.TransferSource;
import dev.roster.dns.transfer.ZoneCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// `k8s_external`: answers from the catalog what reaches Services from outside. Remembered as
/// answers of `kubernetes` are.
public final class ExternalDirective implements Passing, Housing, TransferSource {
  private final ZoneOptions seen;
  private final ExternalOptions options;
  private final List<Name> fallthrough;
  private final OptionalInt negativeTtlSeconds;
  private final List<Name> zones; // longest first
  private final List<Name> apexes; // of the zones

  /// The directive.
  ///
  /// @param seen what `kubernetes` of the same block shows
  /// @param fallthrough zones of which names that don't exist go to the next directive
  /// @param negativeTtlSeconds of denials of names that a declared set will own; empty: the zone's
  public ExternalDirective(
      ZoneOptions seen,
      ExternalOptions options,
      List<Name> fallthrough,
      OptionalInt negativeTtlSeconds) {
    this.seen = seen;
    this.options = options;
    this.fallthrough = List.copyOf(fallthrough);
    this.negativeTtlSeconds = negativeTtlSeconds;
    List<Name> longest = new ArrayList<>(options.zones());
    longest.sort((a, b) -> b.labelCount() - a.labelCount());
    this.zones = List.copyOf(longest);
    this.apexes = zones.stream().map(options::apexOf).toList();
  }

  /// The directive that a Corefile describes.
  public static ExternalDirective of(
      ExternalConfig config, KubernetesConfig kubernetes, RosterConfig roster) {
    ExternalOptions options =
        new ExternalOptions(config.zones(), config.apex(), config.ttlSeconds(), config.headless());
    return new ExternalDirective(
        KubernetesDirective.options(kubernetes, roster.strict()),
        options,
        config.fallthrough(),
        roster.negativeTtlSeconds());
  }

  @Override
  public String name() {
    return "k8s_external";
  }

  @Override
  public Scope scope() {
    return Scope.of(zones);
  }

  /// As names of `kubernetes`: with the roster, the one denial where there is none, else with the
  /// catalog.
  @Override
  public Home home(Packet packet) {
    if (Staleness.isSaid(packet)) return Home.LEAVE;
    PlanTable ofCatalog = Homes.table(packet.catalog().plans());
    for (int i = 0; i < apexes.size(); i++) if (packet.isIn(apexes.get(i))) return ofCatalog;
    Name zone = zoneOf(packet);
    int labels = packet.labelCount() - zone.labelCount();
    boolean elsewhere = ZoneOptions.isReverse(zone) || seen.selectsNamespaces();
    if (labels < 2 || elsewhere) return ofCatalog;
    Roster roster = packet.roster(seen.origin(), labels - 1, labels - 2, false);
    if (roster != null) return Homes.table(roster.plans());
    for (int i = 0; i < fallthrough.size(); i++) {
      if (packet.isIn(fallthrough.get(i))) return Home.NEXT;
    }
    return ofCatalog.denial(packet.block(), zone, 0, ofCatalog);
  }

  private Name zoneOf(Packet packet) {
    for (int i = 0; i < zones.size(); i++) if (packet.isIn(zones.get(i))) return zones.get(i);
    throw new IllegalStateException("a packet outside of " + zones);
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    return Staleness.said(exchange, found(exchange, next), name());
  }

  private Reply found(Exchange exchange, Chain next) {
    Name qname = exchange.name();
    int type = exchange.type();
    Name zone = zones.stream().filter(qname::isIn).findFirst().orElseThrow();
    Catalog catalog = exchange.catalog();
    Lookup.Result result =
        ExternalView.find(
            catalog, seen, options, zone, qname, type, exchange.block().localAddresses());
    if (!Lookup.isKnown(catalog, seen, result)) return notSynced(exchange, zone, next);
    return switch (result.answer()) {
      case Answer.Records(var answers, var additionals) -> {
        Homes.derives(exchange, result.basis());
        if (answers.getFirst().type() == RecordType.SOA) {
          exchange.carriesSerial(options.aspects(seen));
        }
        yield Reply.of(name(), Rcode.NOERROR, answers, List.of(), additionals);
      }
      case Answer.NoData() -> {
        Homes.derives(exchange, result.basis());
        yield denied(exchange, zone, Rcode.NOERROR, options);
      }
      case Answer.NoSuchName(boolean declared, _) -> {
        if (fallsThrough(qname)) yield next.answer(exchange);
        Homes.derives(exchange, result.basis());
        boolean brief = declared && negativeTtlSeconds.isPresent();
        if (brief) exchange.keepTtls();
        yield denied(
            exchange,
            zone,
            Rcode.NXDOMAIN,
            brief ? withTtlSeconds(negativeTtlSeconds.getAsInt()) : options);
      }
      case Answer.NotSynced() -> notSynced(exchange, zone, next);
      case Answer.Chase chase -> {
        Homes.derives(exchange, result.basis());
        yield Chases.reply(name(), exchange, chase)
            .orElseGet(() -> denied(exchange, zone, Rcode.NOERROR, options));
      }
    };
  }

  private Reply notSynced(Exchange exchange, Name zone, Chain next) {
    if (fallsThrough(exchange.name())) return next.answer(exchange);
    exchange.leave();
    return denied(exchange, zone, Rcode.SERVFAIL, options)
        .withError(KubernetesDirective.NOT_SYNCED);
  }

  private ExternalOptions withTtlSeconds(int seconds) {
    return new ExternalOptions(options.zones(), options.apex(), seconds, options.headless());
  }

  private Reply denied(Exchange exchange, Name zone, int rcode, ExternalOptions with) {
    exchange.carriesSerial(options.aspects(seen));
    return Reply.of(
        name(),
        rcode,
        List.of(),
        List.of(ExternalView.soa(exchange.catalog(), seen, with, zone)),
        List.of());
  }

  @Override
  public List<Name> transferZones() {
    return zones;
  }

  @Override
  public Optional<ZoneCopy> copy(Name name, Catalog now, List<IpAddress> own) {
    if (!zones.contains(name)) return Optional.empty();
    Catalog catalog = now.cut();
    if (!Lookup.isSynced(catalog, seen)) return Optional.empty();
    return Optional.of(
        new CatalogCopy(
            catalog,
            ExternalView.soa(catalog, seen, options, name),
            new Shown(seen, options, name, own)));
  }

  private record Shown(ZoneOptions seen, ExternalOptions options, Name zone, List<IpAddress> own)
      implements CatalogCopy.Shown {
    @Override
    public Iterable<ResourceRecord> records(Catalog catalog) {
      return ExternalView.records(catalog, seen, options, zone, own);
    }

    @Override
    public Optional<ZoneDifference> difference(Catalog before, Catalog after, long bytesMax) {
      return ExternalView.difference(before, after, seen, options, zone, own, bytesMax);
    }
  }

  /// As in CoreDNS what is below the servers' own name stays here.
  private boolean fallsThrough(Name name) {
    for (Name apex : apexes) if (name.isIn(apex)) return false;
    for (Name zone : fallthrough) if (name.isIn(zone)) return true;
    return false;
  }
}
