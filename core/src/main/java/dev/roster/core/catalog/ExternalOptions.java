package dev.roster.core.catalog;

import dev.roster.core.names.Name;
import java.util.List;

/// How zones show what Services have outside: the options of the `k8s_external` directive, over
/// those of `kubernetes`, which say what is shown at all.
///
/// @param zones the zones
/// @param apex the name below each zone that the server's own names are under, `dns`
/// @param ttlSeconds of addresses, NS, PTR and the SOA, and the SOA's minimum; other records have
///   the TTL of `kubernetes`, as in CoreDNS
/// @param headless whether members of headless Services are shown too
public record ExternalOptions(List<Name> zones, Name apex, int ttlSeconds, boolean headless) {
  /// The name that the server's own names are under.
  public static final Name APEX_DEFAULT = Name.of("dns");

  public ExternalOptions {
    if (ttlSeconds < 0 || ttlSeconds > ZoneOptions.TTL_SECONDS_MAX) {
      throw new IllegalArgumentException(
          "ttl is " + ttlSeconds + " (expected: 0.." + ZoneOptions.TTL_SECONDS_MAX + ")");
    }
    zones = List.copyOf(zones);
  }

  /// The name below a zone that the server's own names are under.
  public Name apexOf(Name zone) {
    return zone.under(apex);
  }

  /// The aspects whose latest change is the zone's serial, for [Catalog#serial(int)].
  public int aspects(ZoneOptions seen) {
    boolean selects = !seen.labels().isEmpty() || seen.selectsNamespaces();
    return Serials.EXTERNAL
        | (headless || selects ? Serials.INTERNAL : 0)
        | (selects ? Serials.LABELS : 0);
  }
}
