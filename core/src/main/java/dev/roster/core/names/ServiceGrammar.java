package dev.roster.core.names;

import java.util.Optional;

/// The one grammar between names and Services, both ways. It is CoreDNS's: underscores are
/// optional, empty non-terminals other than `svc`, `pod` and namespaces don't exist, wildcards mean
/// nothing. It works on wire labels: a dot inside a label separates nothing.
public final class ServiceGrammar {
  private static final String SVC = "svc";
  private static final String POD = "pod";

  private ServiceGrammar() {}

  /// Which names there are beyond those of every zone.
  ///
  /// @param clusters whether two labels before a Service's are a member and its cluster
  /// @param zonal whether there are names for the zones of members
  public record Dialect(boolean clusters, boolean zonal) {
    /// Only names that every zone has.
    public static final Dialect PLAIN = new Dialect(false, false);
  }

  /// As below, with the names that every zone has.
  ///
  /// @throws IllegalArgumentException if the name is not in the zone
  public static ServiceQuery parse(Name name, Name zone) {
    return parse(name, zone, Dialect.PLAIN);
  }

  /// What `name` asks about in `zone`.
  ///
  /// @throws IllegalArgumentException if the name is not in the zone
  public static ServiceQuery parse(Name name, Name zone, Dialect dialect) {
    if (!name.isIn(zone)) {
      throw new IllegalArgumentException(name + " (expected: a name in " + zone + ")");
    }
    int count = name.labelCount() - zone.labelCount();
    if (count == 0) return new ServiceQuery.Node();
    String tree = name.label(count - 1);
    if (count == 1 && (tree.equals(SVC) || tree.equals(POD))) return new ServiceQuery.Node();
    if (count == 1 && tree.equals("dns-version")) return new ServiceQuery.DnsVersion();
    if (count == 2 && tree.equals("dns") && name.label(0).equals("ns")) {
      return new ServiceQuery.NameServer();
    }
    return switch (tree) {
      case SVC -> parseService(name, count - 1, dialect);
      case POD -> parsePod(name, count - 1);
      default -> new ServiceQuery.Nothing();
    };
  }

  private static ServiceQuery parseService(Name name, int count, Dialect dialect) {
    String namespace = name.label(count - 1);
    if (count == 1) return new ServiceQuery.Namespace(namespace);
    String service = name.label(count - 2);
    return switch (count) {
      case 2 -> new ServiceQuery.Service(namespace, service);
      case 3 -> new ServiceQuery.Endpoint(namespace, service, name.label(0));
      case 4 -> parsePair(name, namespace, service, dialect);
      default -> parseZonal(name, count, namespace, service, dialect);
    };
  }

  private static ServiceQuery parsePair(
      Name name, String namespace, String service, Dialect dialect) {
    String left = name.label(0);
    String right = name.label(1);
    if (dialect.clusters && !left.startsWith("_") && !right.startsWith("_")) {
      return new ServiceQuery.ClusterEndpoint(namespace, service, right, left);
    }
    return new ServiceQuery.Port(
        namespace, service, withoutUnderscore(left), withoutUnderscore(right));
  }

  private static ServiceQuery parseZonal(
      Name name, int count, String namespace, String service, Dialect dialect) {
    boolean zonal = dialect.zonal && !dialect.clusters && name.label(count - 3).equals("_zone");
    if (!zonal) return new ServiceQuery.Nothing();
    StringBuilder place = new StringBuilder();
    for (int i = 0; i < count - 4; i++) {
      // A dot inside a label is no border: such a label is in no zone's name.
      place.append(i == 0 ? "" : ".").append(name.label(i).replace(".", "\\."));
    }
    return switch (name.label(count - 4)) {
      case "pin" -> new ServiceQuery.Zonal(namespace, service, place.toString(), false);
      case "prefer" -> new ServiceQuery.Zonal(namespace, service, place.toString(), true);
      default -> new ServiceQuery.Nothing();
    };
  }

  /// As CoreDNS, which reads labels below a pod's as it does below a Service's, and ignores them.
  private static ServiceQuery parsePod(Name name, int count) {
    String namespace = name.label(count - 1);
    if (count == 1) return new ServiceQuery.PodNamespace(namespace);
    if (count > 4) return new ServiceQuery.Nothing();
    return new ServiceQuery.Pod(namespace, name.label(count - 2));
  }

  private static String withoutUnderscore(String label) {
    return label.startsWith("_") ? label.substring(1) : label;
  }

  /// `NAMESPACE.svc.ZONE`; empty where that is no name.
  public static Optional<Name> namespaceName(Name zone, String namespace) {
    return below(zone, SVC).flatMap(svc -> below(svc, namespace));
  }

  /// `SERVICE.NAMESPACE.svc.ZONE`, the zone as it is written; empty where that is no name.
  public static Optional<Name> serviceName(Name zone, String namespace, String service) {
    return namespaceName(zone, namespace).flatMap(parent -> below(parent, service));
  }

  /// The name of a member below its Service's name. A dot in `label` separates here: a pod's name
  /// may hold dots. Empty where that is no name.
  public static Optional<Name> endpointName(Name serviceName, String label) {
    Optional<Name> name = Optional.of(serviceName);
    int end = label.length();
    while (name.isPresent()) {
      int dot = label.lastIndexOf('.', end - 1);
      String part = label.substring(dot + 1, end);
      name = name.flatMap(parent -> below(parent, part));
      if (dot < 0) return name;
      end = dot;
    }
    return name;
  }

  /// `_PORT._PROTOCOL` below a Service's name; empty where that is no name.
  public static Optional<Name> portName(Name serviceName, String port, String protocol) {
    return below(serviceName, "_" + protocol).flatMap(parent -> below(parent, "_" + port));
  }

  private static Optional<Name> below(Name parent, String label) {
    boolean fits =
        !label.isEmpty()
            && label.length() <= Name.LABEL_BYTES_MAX
            && parent.wireLength() + 1 + label.length() <= Name.WIRE_BYTES_MAX;
    return fits ? Optional.of(parent.child(label)) : Optional.empty();
  }
}
