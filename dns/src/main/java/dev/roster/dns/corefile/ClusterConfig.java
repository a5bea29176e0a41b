package dev.roster.dns.corefile;

import dev.roster.dns.corefile.KubernetesConfig.Cluster;
import dev.roster.dns.corefile.KubernetesConfig.Pods;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The cluster that the `kubernetes` directives of a Corefile follow, and what they need of it. A
/// process follows one.
///
/// @param labels a selector that all of them have, for Services, slices and pods; empty where they
///   differ: each then looks for itself
/// @param namespaceLabels the same, for Namespaces and ServiceImports
/// @param slices whether members are asked for: by a block without `noendpoints`, or by a zone that
///   follows the multi-cluster rules, where that word leaves them alone
/// @param pods whether addresses of pods are asked for: `pods verified`, `autopath @kubernetes`
/// @param imports whether a zone follows the multi-cluster rules
/// @param qps requests a second, the most that any says; 0 for no bound
/// @param burst requests at once above qps, the most that any says; 0 where none says
/// @param inflightMax requests that wait for their answer, the most that any says; 0 for no bound
public record ClusterConfig(
    Source source,
    Optional<LabelSelector> labels,
    Optional<LabelSelector> namespaceLabels,
    boolean slices,
    boolean pods,
    boolean imports,
    double qps,
    long burst,
    long inflightMax) {
  /// Where the API server is said to be.
  public sealed interface Source {
    /// Around the pod.
    record InCluster() implements Source {}

    /// At an address.
    ///
    /// @param tls certificate, key and authority, or none
    record Endpoint(String url, List<String> tls) implements Source {
      public Endpoint {
        tls = List.copyOf(tls);
      }
    }

    /// In a kubeconfig.
    ///
    /// @param context "" for its current one
    record Kubeconfig(String file, String context) implements Source {}
  }

  /// What a Corefile says of its cluster.
  public sealed interface Result {
    /// No block has `kubernetes`.
    record None() implements Result {}

    /// One cluster.
    record One(ClusterConfig config) implements Result {}

    /// Two that differ.
    record Refused(CorefileProblem problem) implements Result {}
  }

  /// Looks through all server blocks.
  public static Result of(CorefileConfig corefile) {
    Optional<ServerBlockConfig> first = Optional.empty();
    ClusterConfig all =
        new ClusterConfig(
            new Source.InCluster(),
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            false,
            0,
            0,
            0);
    Set<Optional<LabelSelector>> labels = new HashSet<>();
    Set<Optional<LabelSelector>> namespaceLabels = new HashSet<>();
    for (ServerBlockConfig block : corefile.blocks()) {
      Optional<KubernetesConfig> found = block.find(KubernetesConfig.class);
      if (found.isEmpty()) continue;
      KubernetesConfig config = found.get();
      Source source = source(config.cluster());
      if (first.isPresent() && !source.equals(all.source)) {
        return new Result.Refused(second(block, first.get(), source, all.source));
      }
      if (first.isEmpty()) first = Optional.of(block);
      labels.add(config.labels());
      namespaceLabels.add(config.namespaceLabels());
      all = all.and(source, block, config);
    }
    if (first.isEmpty()) return new Result.None();
    return new Result.One(
        new ClusterConfig(
            all.source,
            common(labels),
            common(namespaceLabels),
            all.slices,
            all.pods,
            all.imports,
            all.qps,
            all.burst,
            all.inflightMax));
  }

  /// As CoreDNS chooses: a kubeconfig comes before an endpoint.
  private static Source source(Cluster cluster) {
    if (!cluster.kubeconfig().isEmpty()) {
      return new Source.Kubeconfig(cluster.kubeconfig(), cluster.context());
    }
    if (!cluster.endpoint().isEmpty()) {
      return new Source.Endpoint(cluster.endpoint(), cluster.tlsFiles());
    }
    return new Source.InCluster();
  }

  private ClusterConfig and(Source where, ServerBlockConfig block, KubernetesConfig config) {
    boolean walks =
        block
            .find(AutopathConfig.class)
            .map(AutopathConfig::source)
            .orElse("")
            .equals("@kubernetes");
    return new ClusterConfig(
        where,
        labels,
        namespaceLabels,
        slices || !config.noEndpoints() || !config.multiclusterZones().isEmpty(),
        pods || walks || config.pods() == Pods.VERIFIED,
        imports || !config.multiclusterZones().isEmpty(),
        Math.max(qps, config.cluster().qps()),
        Math.max(burst, config.cluster().burst()),
        Math.max(inflightMax, config.cluster().inflightMax()));
  }

  private static Optional<LabelSelector> common(Set<Optional<LabelSelector>> selectors) {
    return selectors.size() == 1 ? selectors.iterator().next() : Optional.empty();
  }

  private static CorefileProblem second(
      ServerBlockConfig block, ServerBlockConfig first, Source source, Source before) {
    return new CorefileProblem(
        block.zones().getFirst().position(),
        "kubernetes follows "
            + shown(source)
            + ", and at "
            + first.zones().getFirst().position()
            + " it follows "
            + shown(before),
        "a process follows one cluster: run another for the other");
  }

  private static String shown(Source source) {
    return switch (source) {
      case Source.InCluster() -> "the cluster around this pod";
      case Source.Endpoint(String url, List<String> tls) ->
          "endpoint " + url + (tls.isEmpty() ? "" : " with tls " + String.join(" ", tls));
      case Source.Kubeconfig(String file, String context) ->
          "kubeconfig " + file + (context.isEmpty() ? "" : " " + context);
    };
  }
}
