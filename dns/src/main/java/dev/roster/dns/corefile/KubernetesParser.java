package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.dns.corefile.KubernetesConfig.Cluster;
import dev.roster.dns.corefile.KubernetesConfig.Pods;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Reads a `kubernetes` directive. A property that stands twice counts with its last value, but
/// `namespaces` add up.
final class KubernetesParser {
  private static final List<String> PROPERTIES =
      List.of(
          "namespaces",
          "pods",
          "ttl",
          "endpoint_pod_names",
          "noendpoints",
          "ignore",
          "fallthrough",
          "labels",
          "namespace_labels",
          "multicluster",
          "zonal",
          "endpoint",
          "tls",
          "kubeconfig",
          "startup_timeout",
          "apiserver_qps",
          "apiserver_burst",
          "apiserver_max_inflight");

  private final TokenCursor words;
  private final BlockContext block;

  private List<Name> zones = List.of();
  private final Set<String> namespaces = new TreeSet<>();
  private Optional<LabelSelector> labels = Optional.empty();
  private Optional<LabelSelector> namespaceLabels = Optional.empty();
  private Pods pods = Pods.DISABLED;
  private int ttlSeconds = KubernetesConfig.TTL_SECONDS_DEFAULT;
  private boolean endpointPodNames;
  private boolean noEndpoints;
  private boolean ignoreEmptyService;
  private boolean zonal;
  private List<Name> fallthrough = List.of();
  private List<Name> multiclusterZones = List.of();
  private Duration startupTimeout = KubernetesConfig.STARTUP_TIMEOUT_DEFAULT;
  private String endpoint = "";
  private List<String> tlsFiles = List.of();
  private String kubeconfig = "";
  private String context = "";
  private double qps;
  private long burst;
  private long inflightMax;

  KubernetesParser(TokenCursor words, BlockContext block) {
    this.words = words;
    this.block = block;
  }

  KubernetesConfig parse() throws Refusal {
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("kubernetes stands twice in this server block");
      List<Token> arguments = words.arguments();
      zones = arguments.isEmpty() ? block.zones() : ZoneKeys.ofArguments(arguments, block.notes());
      if (zones.stream().allMatch(ZoneKeys::isReverse)) {
        throw words.refuse(
            "kubernetes has the zones " + zones + " (expected: one that is no reverse zone)");
      }
      while (words.nextInBlock()) property();
    }
    checkTogether();
    return new KubernetesConfig(
        zones,
        namespaces,
        labels,
        namespaceLabels,
        pods,
        ttlSeconds,
        endpointPodNames,
        noEndpoints,
        ignoreEmptyService,
        zonal,
        fallthrough,
        multiclusterZones,
        startupTimeout,
        new Cluster(endpoint, tlsFiles, kubeconfig, context, qps, burst, inflightMax));
  }

  private void property() throws Refusal {
    switch (words.text()) {
      case "namespaces" -> namespaces();
      case "pods" -> pods = pods();
      case "ttl" -> ttlSeconds = ttl();
      case "endpoint_pod_names" -> {
        none("endpoint_pod_names");
        endpointPodNames = true;
      }
      case "noendpoints" -> {
        none("noendpoints");
        noEndpoints = true;
      }
      case "zonal" -> {
        none("zonal");
        zonal = true;
      }
      case "ignore" -> ignore();
      case "fallthrough" -> {
        List<Token> arguments = words.arguments();
        fallthrough =
            arguments.isEmpty()
                ? List.of(Name.ROOT)
                : ZoneKeys.ofArguments(arguments, block.notes());
      }
      case "labels" -> labels = Optional.of(selector("labels"));
      case "namespace_labels" -> namespaceLabels = Optional.of(selector("namespace_labels"));
      case "multicluster" ->
          multiclusterZones = ZoneKeys.ofArguments(words.arguments(), block.notes());
      default -> clusterProperty();
    }
  }

  private void clusterProperty() throws Refusal {
    String property = words.text();
    switch (property) {
      case "endpoint" -> {
        List<Token> arguments = words.arguments();
        if (arguments.isEmpty()) throw words.refuseCount("endpoint", "one URL", arguments);
        if (arguments.size() > 1) {
          block.note(words.position(), "endpoint: only the first of several URLs is used");
        }
        endpoint = arguments.getFirst().text();
      }
      case "tls" -> {
        List<Token> arguments = words.arguments();
        if (arguments.size() != 3) throw words.refuseCount("tls", "CERT KEY CACERT", arguments);
        tlsFiles = arguments.stream().map(Token::text).toList();
      }
      case "kubeconfig" -> {
        List<Token> arguments = words.arguments();
        if (arguments.size() != 1 && arguments.size() != 2) {
          throw words.refuseCount("kubeconfig", "FILE [CONTEXT]", arguments);
        }
        kubeconfig = arguments.getFirst().text();
        context = arguments.size() == 2 ? arguments.get(1).text() : "";
      }
      case "startup_timeout" -> startupTimeout = startupTimeout();
      case "apiserver_qps" -> qps = qps();
      case "apiserver_burst" -> burst = count(property);
      case "apiserver_max_inflight" -> inflightMax = count(property);
      default -> throw words.refuseProperty("kubernetes", PROPERTIES);
    }
  }

  private void checkTogether() throws Refusal {
    if (!namespaces.isEmpty() && namespaceLabels.isPresent()) {
      throw words.refuse("namespaces and namespace_labels exclude each other");
    }
    for (Name zone : multiclusterZones) {
      if (!zones.contains(zone)) {
        throw words.refuse("multicluster zone " + zone + " is none of the zones " + zones);
      }
    }
    if (zonal && noEndpoints) throw words.refuse("zonal needs endpoints: leave noendpoints out");
  }

  private void none(String property) throws Refusal {
    List<Token> arguments = words.arguments();
    if (!arguments.isEmpty()) throw words.refuseCount(property, "none", arguments);
  }

  private void namespaces() throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.isEmpty()) throw words.refuseCount("namespaces", "one or more", arguments);
    for (Token argument : arguments) namespaces.add(argument.text());
  }

  private Pods pods() throws Refusal {
    List<Token> arguments = words.arguments();
    String expected = "disabled, verified or insecure";
    if (arguments.size() != 1) throw words.refuseCount("pods", expected, arguments);
    return switch (words.text()) {
      case "disabled" -> Pods.DISABLED;
      case "insecure" -> Pods.INSECURE;
      case "verified" -> Pods.VERIFIED;
      default ->
          throw words.refuse("pods is \"" + words.text() + "\" (expected: " + expected + ")");
    };
  }

  private int ttl() throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.isEmpty()) throw words.refuseCount("ttl", "seconds", arguments);
    String text = arguments.getFirst().text();
    OptionalLong seconds = GoValues.integer(text);
    if (seconds.isEmpty()
        || seconds.getAsLong() < 0
        || seconds.getAsLong() > KubernetesConfig.TTL_SECONDS_MAX) {
      throw words.refuse(
          "ttl is \"" + text + "\" (expected: 0.." + KubernetesConfig.TTL_SECONDS_MAX + ")");
    }
    return (int) seconds.getAsLong();
  }

  /// Without an argument it says nothing, as in CoreDNS.
  private void ignore() throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.isEmpty()) return;
    String text = arguments.getFirst().text();
    if (!text.equals("empty_service")) {
      throw words.refuse("ignore is \"" + text + "\" (expected: empty_service)");
    }
    ignoreEmptyService = true;
  }

  private LabelSelector selector(String property) throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.isEmpty()) throw words.refuseCount(property, "a selector", arguments);
    String text = String.join(" ", arguments.stream().map(Token::text).toList());
    return LabelSelector.parse(text)
        .orElseThrow(() ->
            words.refuse(
                property + ": \"" + text + "\" is no selector (expected: a=b,c in (d, e))"));
  }

  private Duration startupTimeout() throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.isEmpty()) throw words.refuseCount("startup_timeout", "a duration", arguments);
    String text = arguments.getFirst().text();
    return GoValues.duration(text)
        .orElseThrow(
            () -> words.refuse("startup_timeout: \"" + text + "\" is no duration (expected: 5s)"));
  }

  private double qps() throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.size() != 1) throw words.refuseCount("apiserver_qps", "a number", arguments);
    OptionalDouble value = GoValues.decimal(words.text());
    if (value.isEmpty() || value.getAsDouble() < 0) {
      throw words.refuse("apiserver_qps is \"" + words.text() + "\" (expected: 0 or more)");
    }
    return value.getAsDouble();
  }

  private long count(String property) throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.size() != 1) throw words.refuseCount(property, "a number", arguments);
    OptionalLong value = GoValues.integer(words.text());
    if (value.isEmpty() || value.getAsLong() < 0) {
      throw words.refuse(property + " is \"" + words.text() + "\" (expected: 0 or more)");
    }
    return value.getAsLong();
  }
}
