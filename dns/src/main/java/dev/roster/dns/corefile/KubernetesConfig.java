package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `kubernetes [ZONE...] { ... }`: names of Services and their members. Options that only matter
/// with a cluster behind (`endpoint`, `tls`, `kubeconfig`, `apiserver_*`, `startup_timeout`) are
/// kept as said.
///
/// @param zones in order, those of the server block where none is said; one at least is not
///   reverse, and the first such is the one that reverse names point into
/// @param namespaces the only ones that are seen; empty: all
/// @param labels only Services and slices with these labels are seen
/// @param namespaceLabels only namespaces with these labels are seen; excludes `namespaces`
/// @param pods whether names made of pod addresses are answered
/// @param ttlSeconds 0..3600
/// @param endpointPodNames whether a member without hostname is named by its pod
/// @param noEndpoints whether slices are left aside: no headless name exists
/// @param ignoreEmptyService whether a Service with address and without ready members is denied
/// @param zonal whether names of zones are answered
/// @param fallthrough zones whose denied names go to the next directive; empty: of none
/// @param multiclusterZones those of `zones` that follow the multi-cluster rules
/// @param startupTimeout how long the start waits for the first state
/// @param cluster how the API is reached
public record KubernetesConfig(
    List<Name> zones,
    Set<String> namespaces,
    Optional<LabelSelector> labels,
    Optional<LabelSelector> namespaceLabels,
    Pods pods,
    int ttlSeconds,
    boolean endpointPodNames,
    boolean noEndpoints,
    boolean ignoreEmptyService,
    boolean zonal,
    List<Name> fallthrough,
    List<Name> multiclusterZones,
    Duration startupTimeout,
    Cluster cluster)
    implements DirectiveConfig {
  /// Where nothing is said.
  public static final int TTL_SECONDS_DEFAULT = 5;

  /// Of `ttl`.
  public static final int TTL_SECONDS_MAX = 3600;

  /// Where nothing is said.
  public static final Duration STARTUP_TIMEOUT_DEFAULT = Duration.ofSeconds(5);

  /// How names made of pod addresses are answered.
  public enum Pods {
    /// They don't exist.
    DISABLED,
    /// Any address in an existing namespace exists.
    INSECURE,
    /// Only addresses of pods.
    VERIFIED
  }

  /// How the API is reached, as written.
  ///
  /// @param endpoint URL, "" where none is said
  /// @param tlsFiles certificate, key and authority, or none
  /// @param kubeconfig file, or "" where none is said
  /// @param context of the kubeconfig, "" for its current one
  /// @param qps requests a second, 0 for the default
  /// @param burst requests at once above qps, 0 for the default
  /// @param inflightMax requests under way, 0 for the default
  public record Cluster(
      String endpoint,
      List<String> tlsFiles,
      String kubeconfig,
      String context,
      double qps,
      long burst,
      long inflightMax) {
    /// Nothing said.
    public static final Cluster DEFAULT = new Cluster("", List.of(), "", "", 0, 0, 0);

    public Cluster {
      tlsFiles = List.copyOf(tlsFiles);
    }
  }

  public KubernetesConfig {
    if (ttlSeconds < 0 || ttlSeconds > TTL_SECONDS_MAX) {
      throw new IllegalArgumentException(
          "ttl is " + ttlSeconds + " (expected: 0.." + TTL_SECONDS_MAX + ")");
    }
    zones = List.copyOf(zones);
    namespaces = Set.copyOf(namespaces);
    fallthrough = List.copyOf(fallthrough);
    multiclusterZones = List.copyOf(multiclusterZones);
  }

  @Override
  public String directive() {
    return "kubernetes";
  }

  /// The zone that reverse names point into.
  public Name primaryZone() {
    for (Name zone : zones) if (!ZoneKeys.isReverse(zone)) return zone;
    throw new IllegalStateException("only reverse zones: " + zones);
  }

  static KubernetesConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    return new KubernetesParser(words, block).parse();
  }
}
