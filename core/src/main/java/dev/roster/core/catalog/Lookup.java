package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;

/// What a zone says to a name and a type.
public final class Lookup {
  private Lookup() {}

  /// An answer and what it derives from.
  public record Result(Answer answer, Basis basis) {}

  /// What an answer derives from: it holds as long as these are current.
  public sealed interface Basis {
    /// The whole catalog: denials, namespaces, pods, the zone's own records.
    record OfCatalog() implements Basis {}

    /// One roster.
    record OfRoster(Roster roster) implements Basis {}

    /// Several rosters (owners of an address, an alias and its target): it holds as long as
    /// [Catalog#revision] is the same.
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
  public static Answer answer(
      Catalog catalog, ZoneOptions options, Name zone, Name qname, int qtype) {
    return find(catalog, options, zone, qname, qtype, List.of()).answer();
  }

  /// As [#answer], with SOA and NS at the apex and `ns.dns.ZONE`, and with what it derives from.
  ///
  /// @param own the addresses that the server listens on
  public static Result find(
      Catalog catalog, ZoneOptions options, Name zone, Name qname, int qtype, List<IpAddress> own) {
    if (catalog.revision().n() > 0) {
      throw new UnsupportedOperationException(options + "" + zone + qname + qtype + own);
    }
    return new Result(new Answer.NotSynced(), new Basis.OfCatalog());
  }

  /// The zone's SOA, its names in the case of `zone`: what denials carry.
  public static ResourceRecord soa(Catalog catalog, ZoneOptions options, Name zone) {
    RecordData.Soa data =
        new RecordData.Soa(
            zone.child("dns").child("ns"),
            zone.child("hostmaster"),
            catalog.serial(),
            7200,
            1800,
            86400,
            options.ttlSeconds());
    return new ResourceRecord(zone, Math.min(options.ttlSeconds(), 300), data);
  }

  /// NS records at the apex, and the addresses of their hosts as additionals.
  ///
  /// @param own the addresses that the server listens on
  public static Answer nameServers(
      Catalog catalog, ZoneOptions options, Name zone, List<IpAddress> own) {
    if (catalog.revision().n() > 0) {
      throw new UnsupportedOperationException(options + "" + zone + own);
    }
    return new Answer.NoData();
  }
}
