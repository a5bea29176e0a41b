package dev.roster.dns.kubernetes;

import dev.roster.core.catalog.Client;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.names.ServiceQuery;
import dev.roster.dns.pipeline.Packet;
import java.util.List;
import java.util.Optional;

/// What `kubernetes` knows of a question and of who asks, under CoreDNS's labels.
final class KubernetesMetadata {
  private static final String PREFIX = "kubernetes/";
  private static final String CLIENT_LABEL = "client-label/";

  private KubernetesMetadata() {}

  /// What a name says, "" for what it doesn't.
  private record Parts(
      String kind,
      String namespace,
      String service,
      String endpoint,
      String port,
      String protocol,
      String cluster,
      String place) {
    static final Parts NONE = new Parts("", "", "", "", "", "", "", "");

    Parts member(String label, String ofCluster) {
      return new Parts(kind, namespace, service, label, port, protocol, ofCluster, place);
    }

    Parts port(String name, String ofProtocol) {
      return new Parts(kind, namespace, service, endpoint, name, ofProtocol, cluster, place);
    }

    Parts place(String name) {
      return new Parts(kind, namespace, service, endpoint, port, protocol, cluster, name);
    }
  }

  /// The value under a label; empty where there is none.
  ///
  /// @param zones the options' zones, longest first
  static Optional<String> value(
      ZoneOptions options, List<Name> zones, Packet packet, String label) {
    if (!label.startsWith(PREFIX)) return Optional.empty();
    String key = label.substring(PREFIX.length());
    if (key.startsWith("client-")) return client(options, packet, key);
    Name qname = packet.query().name();
    for (Name zone : zones) if (qname.isIn(zone)) return ofName(options, zone, qname, key);
    return Optional.empty();
  }

  private static Optional<String> client(ZoneOptions options, Packet packet, String key) {
    Optional<Client> client = Client.at(packet.catalog(), options, packet.source());
    if (client.isEmpty()) return Optional.empty();
    return switch (key) {
      case "client-namespace" -> Optional.of(client.get().namespace());
      case "client-pod-name" -> Optional.of(client.get().name());
      default ->
          key.startsWith(CLIENT_LABEL)
              ? Optional.ofNullable(client.get().labels().get(key.substring(CLIENT_LABEL.length())))
              : Optional.empty();
    };
  }

  private static Optional<String> ofName(ZoneOptions options, Name zone, Name qname, String key) {
    ServiceGrammar.Dialect dialect = options.dialect(zone);
    Optional<Parts> said = parts(qname, zone, dialect);
    if (said.isEmpty()) {
      return key.equals("parse-error") ? Optional.of("invalid query name") : Optional.empty();
    }
    Parts parts = said.get();
    return switch (key) {
      case "kind" -> Optional.of(parts.kind);
      case "namespace" -> Optional.of(parts.namespace);
      case "service" -> Optional.of(parts.service);
      case "endpoint" -> Optional.of(parts.endpoint);
      case "port-name" -> Optional.of(parts.port);
      case "protocol" -> Optional.of(parts.protocol);
      case "cluster" -> dialect.clusters() ? Optional.of(parts.cluster) : Optional.empty();
      case "zone" -> options.zonal() ? Optional.of(parts.place) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// Empty where the name has no such parts.
  private static Optional<Parts> parts(Name qname, Name zone, ServiceGrammar.Dialect dialect) {
    int count = qname.labelCount() - zone.labelCount();
    Parts none = new Parts(count == 0 ? "" : qname.label(count - 1), "", "", "", "", "", "", "");
    return switch (ServiceGrammar.parse(qname, zone, dialect)) {
      case ServiceQuery.Node() -> Optional.of(Parts.NONE);
      case ServiceQuery.DnsVersion(), ServiceQuery.NameServer(), ServiceQuery.Nothing() ->
          Optional.empty();
      case ServiceQuery.Namespace(String namespace) -> of(none, namespace, "");
      case ServiceQuery.PodNamespace(String namespace) -> of(none, namespace, "");
      case ServiceQuery.Pod(String namespace, String label) -> of(none, namespace, label);
      case ServiceQuery.Service(String namespace, String service) -> of(none, namespace, service);
      case ServiceQuery.Endpoint(String namespace, String service, String label) ->
          of(none, namespace, service).map(it -> it.member(label, ""));
      case ServiceQuery.ClusterEndpoint(
              String namespace,
              String service,
              String cluster,
              String label) ->
          of(none, namespace, service).map(it -> it.member(label, cluster));
      case ServiceQuery.Port(String namespace, String service, String port, String protocol) ->
          of(none, namespace, service).map(it -> it.port(port, protocol));
      case ServiceQuery.Zonal(String namespace, String service, String place, _) ->
          of(none, namespace, service).map(it -> it.place(place));
    };
  }

  private static Optional<Parts> of(Parts none, String namespace, String service) {
    return Optional.of(new Parts(none.kind, namespace, service, "", "", "", "", ""));
  }
}
