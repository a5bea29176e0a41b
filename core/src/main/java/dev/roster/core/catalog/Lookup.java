package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;
import java.util.NavigableSet;
import java.util.function.Predicate;

/// What a zone says to a name and a type.
public final class Lookup {
  /// Seconds of the SOA's timers, as CoreDNS has them.
  private static final long REFRESH_SECONDS = 7200;

  private static final long RETRY_SECONDS = 1800;
  private static final long EXPIRE_SECONDS = 86_400;

  /// Seconds that the SOA record itself may be remembered, at most.
  private static final int SOA_TTL_SECONDS_MAX = 300;

  private Lookup() {}

  /// An answer and what it derives from.
  public record Result(Answer answer, Basis basis) {}

  /// What an answer derives from.
  public sealed interface Basis {
    /// The whole catalog (denials, namespaces, pods, reverse names, the zone's own records): it
    /// holds as long as [Catalog#plans] is the same.
    record OfCatalog() implements Basis {}

    /// One roster: it holds as long as [Catalog#isCurrent] says so.
    record OfRoster(Roster roster) implements Basis {}

    /// Several rosters (an alias and its targets): it holds as long as each is current.
    record OfRosters(List<Roster> rosters) implements Basis {
      public OfRosters {
        rosters = List.copyOf(rosters);
      }
    }
  }

  /// The answer to a question below or at `zone`, which is written in the case of the question.
  ///
  /// NS at the apex and `ns.dns.ZONE` need the server's own addresses: see [#find].
  ///
  /// @param zone one of the options' zones that `qname` is in
  /// @throws IllegalArgumentException if the name is not in the zone
  public static Answer answer(
      Catalog catalog, ZoneOptions options, Name zone, Name qname, int qtype) {
    return find(catalog, options, zone, qname, qtype, List.of()).answer();
  }

  /// As [#answer], with NS at the apex and `ns.dns.ZONE`, and with what it derives from.
  ///
  /// @param own the addresses that the server listens on; loopback ones count only for NS, and only
  ///   where there are no others
  public static Result find(
      Catalog catalog, ZoneOptions options, Name zone, Name qname, int qtype, List<IpAddress> own) {
    return new ZoneView(catalog, options, zone, own).find(qname, qtype);
  }

  /// The zone's SOA, its names in the case of `zone`: what denials carry.
  public static ResourceRecord soa(Catalog catalog, ZoneOptions options, Name zone) {
    RecordData.Soa data =
        new RecordData.Soa(
            zone.child("dns").child("ns"),
            zone.child("hostmaster"),
            catalog.serial(options.aspects(zone)) & 0xffff_ffffL,
            REFRESH_SECONDS,
            RETRY_SECONDS,
            EXPIRE_SECONDS,
            options.ttlSeconds());
    long ttlSeconds = Math.min(options.ttlSeconds(), SOA_TTL_SECONDS_MAX);
    return new ResourceRecord(zone, ttlSeconds, data);
  }

  /// NXDOMAIN, but only if nothing is still to come that could be of the name.
  static Answer noSuchName(Catalog catalog, ZoneOptions options, boolean declared, Answer.Why why) {
    if (!isSynced(catalog, options)) return new Answer.NotSynced();
    return new Answer.NoSuchName(declared, why);
  }

  /// Whether all objects of which the zones show something were told once.
  public static boolean isSynced(Catalog catalog, ZoneOptions options) {
    boolean pods = options.pods() == ZoneOptions.PodMode.VERIFIED;
    return areOrigins(
        catalog,
        options,
        origin ->
            isListed(catalog, options, origin) && (!pods || catalog.isSynced(origin, Kind.POD)));
  }

  /// Whether an answer says all that it will once everything is told. What a Service says of itself
  /// is whole as soon as it is known (its address, the name that it stands for); members are not,
  /// before all Services and slices were told once. Pods are not waited for: only what they name
  /// does.
  public static boolean isKnown(Catalog catalog, ZoneOptions options, Result result) {
    boolean ofService =
        result.basis() instanceof Basis.OfRoster(Roster roster)
            && roster
                .service()
                .map(service -> service.type() != ServiceFact.Type.HEADLESS)
                .orElse(false);
    return ofService || areOrigins(catalog, options, origin -> isListed(catalog, options, origin));
  }

  private static boolean areOrigins(Catalog catalog, ZoneOptions options, Predicate<String> so) {
    if (!options.origin().isEmpty()) return so.test(options.origin());
    NavigableSet<String> origins = catalog.origins();
    return !origins.isEmpty() && origins.stream().allMatch(so);
  }

  private static boolean isListed(Catalog catalog, ZoneOptions options, String origin) {
    boolean endpointless = options.noEndpoints() && options.importZones().isEmpty();
    return catalog.isSynced(origin, Kind.SERVICE)
        && catalog.isSynced(origin, Kind.NAMESPACE)
        && (endpointless || catalog.isSynced(origin, Kind.ENDPOINT_SLICE))
        && (options.importZones().isEmpty() || catalog.isSynced(origin, Kind.SERVICE_IMPORT));
  }

  /// With several origins another one may come to have the Service, and where namespaces are
  /// selected theirs may change: then one roster says too little.
  static Basis basisOf(Catalog catalog, ZoneOptions options, Roster roster) {
    boolean alone = !options.origin().isEmpty() || catalog.origins().size() <= 1;
    return alone && !options.selectsNamespaces()
        ? new Basis.OfRoster(roster)
        : new Basis.OfCatalog();
  }

  /// NS records at the apex, and the addresses of their hosts as additionals.
  ///
  /// @param own the addresses that the server listens on; loopback ones count only for NS, and only
  ///   where there are no others
  public static Answer nameServers(
      Catalog catalog, ZoneOptions options, Name zone, List<IpAddress> own) {
    return new ZoneView(catalog, options, zone, own).nameServers();
  }
}
