package dev.roster.core.catalog;

import dev.roster.core.names.AddressNames;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.objects.LabelSelector;
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
/// @param labels of the Services, slices and pods that are shown; empty: all
/// @param namespaceLabels of the namespaces that are shown, and, as CoreDNS has it, of the
///   ServiceImports themselves; empty: all
/// @param zonal whether there are names for the zones of members
/// @param importZones those of `zones` that show ServiceImports in place of Services
/// @param strict where RFCs and CoreDNS differ, the answer is the RFCs'
public record ZoneOptions(
    List<Name> zones,
    Set<String> namespaces,
    PodMode pods,
    int ttlSeconds,
    boolean endpointPodNames,
    boolean noEndpoints,
    boolean ignoreEmptyService,
    String origin,
    LabelSelector labels,
    LabelSelector namespaceLabels,
    boolean zonal,
    Set<Name> importZones,
    boolean strict) {
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
    importZones = Set.copyOf(importZones);
    if (zones.stream().allMatch(ZoneOptions::isReverse)) {
      throw new IllegalArgumentException("zones are " + zones + " (expected: a non-reverse one)");
    }
  }

  /// With everything selected, and names that every zone has.
  public ZoneOptions(
      List<Name> zones,
      Set<String> namespaces,
      PodMode pods,
      int ttlSeconds,
      boolean endpointPodNames,
      boolean noEndpoints,
      boolean ignoreEmptyService,
      String origin) {
    this(
        zones,
        namespaces,
        pods,
        ttlSeconds,
        endpointPodNames,
        noEndpoints,
        ignoreEmptyService,
        origin,
        LabelSelector.NONE,
        LabelSelector.NONE,
        false,
        Set.of(),
        false);
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

  /// Whether a zone shows ServiceImports.
  public boolean isImportZone(Name zone) {
    for (Name imports : importZones) if (zone.isIn(imports)) return true;
    return false;
  }

  /// Which names a zone has beyond those of every zone.
  public ServiceGrammar.Dialect dialect(Name zone) {
    return new ServiceGrammar.Dialect(isImportZone(zone), zonal);
  }

  /// Whether answers depend on labels of namespaces too, not only on the Service's own roster.
  public boolean selectsNamespaces() {
    return !namespaceLabels.isEmpty();
  }

  /// The aspects whose latest change is the zone's serial, for [Catalog#serial(int)].
  public int aspects(Name zone) {
    boolean selects = !labels.isEmpty() || !namespaceLabels.isEmpty();
    return (isImportZone(zone) ? Serials.IMPORTED : Serials.INTERNAL)
        | (selects ? Serials.LABELS : 0)
        | (zonal ? Serials.ZONES : 0);
  }

  /// A copy that shows only these namespaces.
  public ZoneOptions withNamespaces(Set<String> only) {
    return copy(only, pods, ttlSeconds, labels, namespaceLabels, zonal, importZones);
  }

  /// A copy with this pod mode.
  public ZoneOptions withPods(PodMode mode) {
    return copy(namespaces, mode, ttlSeconds, labels, namespaceLabels, zonal, importZones);
  }

  /// A copy with this TTL.
  public ZoneOptions withTtlSeconds(int seconds) {
    return copy(namespaces, pods, seconds, labels, namespaceLabels, zonal, importZones);
  }

  /// A copy that shows only what has these labels.
  public ZoneOptions withLabels(LabelSelector selector) {
    return copy(namespaces, pods, ttlSeconds, selector, namespaceLabels, zonal, importZones);
  }

  /// A copy that shows only namespaces with these labels.
  public ZoneOptions withNamespaceLabels(LabelSelector selector) {
    return copy(namespaces, pods, ttlSeconds, labels, selector, zonal, importZones);
  }

  /// A copy with names for the zones of members.
  public ZoneOptions withZonal() {
    return copy(namespaces, pods, ttlSeconds, labels, namespaceLabels, true, importZones);
  }

  /// A copy in which these zones show ServiceImports.
  public ZoneOptions withImportZones(Set<Name> these) {
    return copy(namespaces, pods, ttlSeconds, labels, namespaceLabels, zonal, these);
  }

  /// A copy whose answers are the RFCs' where CoreDNS differs from them.
  public ZoneOptions withStrict() {
    return copy(namespaces, pods, ttlSeconds, labels, namespaceLabels, zonal, importZones, true);
  }

  private ZoneOptions copy(
      Set<String> shown,
      PodMode mode,
      int seconds,
      LabelSelector selector,
      LabelSelector namespaceSelector,
      boolean places,
      Set<Name> imports) {
    return copy(shown, mode, seconds, selector, namespaceSelector, places, imports, strict);
  }

  private ZoneOptions copy(
      Set<String> shown,
      PodMode mode,
      int seconds,
      LabelSelector selector,
      LabelSelector namespaceSelector,
      boolean places,
      Set<Name> imports,
      boolean byRfc) {
    return new ZoneOptions(
        zones,
        shown,
        mode,
        seconds,
        endpointPodNames,
        noEndpoints,
        ignoreEmptyService,
        origin,
        selector,
        namespaceSelector,
        places,
        imports,
        byRfc);
  }
}
