package dev.roster.core.catalog;

import dev.roster.core.names.AddressNames;
import dev.roster.core.names.Name;
import java.util.List;
import java.util.Set;

/// How one server block's zones show the catalog: the options of the `kubernetes` directive that
/// decide records.
///
/// @param zones the zones, reverse ones too; at least one is not reverse
/// @param namespaces the only ones shown; empty: all
/// @param pods whether `10-1-0-7.default.pod.ZONE` answers
/// @param ttlSeconds of every record and the SOA's minimum, 0..3600
/// @param endpointPodNames an endpoint without a hostname is named by its pod, not its address
/// @param noEndpoints no name that needs endpoints exists
/// @param ignoreEmptyService a ClusterIP Service without a ready endpoint does not exist
/// @param origin the only origin shown; "": the first in order that has the Service
public record ZoneOptions(
    List<Name> zones,
    Set<String> namespaces,
    PodMode pods,
    int ttlSeconds,
    boolean endpointPodNames,
    boolean noEndpoints,
    boolean ignoreEmptyService,
    String origin) {
  /// Seconds that a record may be remembered, at most.
  public static final int TTL_SECONDS_MAX = 3600;

  /// Seconds that a record may be remembered where nothing else is said.
  public static final int TTL_SECONDS_DEFAULT = 5;

  /// Whether and how names made of a pod's address answer.
  public enum PodMode {
    /// They don't exist.
    DISABLED,
    /// Any address in an existing namespace is said back.
    INSECURE,
    /// Only the primary address of a pod of that namespace.
    VERIFIED
  }

  public ZoneOptions {
    if (ttlSeconds < 0 || ttlSeconds > TTL_SECONDS_MAX) {
      throw new IllegalArgumentException(
          "ttl is " + ttlSeconds + " (expected: 0.." + TTL_SECONDS_MAX + ")");
    }
    zones = List.copyOf(zones);
    namespaces = Set.copyOf(namespaces);
    if (zones.stream().allMatch(ZoneOptions::isReverse)) {
      throw new IllegalArgumentException("zones are " + zones + " (expected: a non-reverse one)");
    }
  }

  /// The defaults for these zones.
  public static ZoneOptions of(Name... zones) {
    return new ZoneOptions(
        List.of(zones), Set.of(), PodMode.DISABLED, TTL_SECONDS_DEFAULT, false, false, false, "");
  }

  /// The first zone that is not reverse: the one that PTR targets are in.
  public Name primaryZone() {
    for (Name zone : zones) if (!isReverse(zone)) return zone;
    throw new IllegalStateException("no primary zone");
  }

  /// Whether a name is in the tree of reverse names.
  public static boolean isReverse(Name name) {
    return AddressNames.isReverse(name);
  }

  /// A copy that shows only these namespaces.
  public ZoneOptions withNamespaces(Set<String> only) {
    return new ZoneOptions(
        zones, only, pods, ttlSeconds, endpointPodNames, noEndpoints, ignoreEmptyService, origin);
  }

  /// A copy with this pod mode.
  public ZoneOptions withPods(PodMode mode) {
    return new ZoneOptions(
        zones,
        namespaces,
        mode,
        ttlSeconds,
        endpointPodNames,
        noEndpoints,
        ignoreEmptyService,
        origin);
  }

  /// A copy with this TTL.
  public ZoneOptions withTtlSeconds(int seconds) {
    return new ZoneOptions(
        zones,
        namespaces,
        pods,
        seconds,
        endpointPodNames,
        noEndpoints,
        ignoreEmptyService,
        origin);
  }
}
