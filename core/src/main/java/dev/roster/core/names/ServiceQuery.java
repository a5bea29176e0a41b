package dev.roster.core.names;

/// What a name inside a zone asks about. Labels are lower case; whether a thing of that name exists
/// is the catalog's to say.
public sealed interface ServiceQuery {
  /// The zone itself, `svc` or `pod` in it: always exists, never has data of its own.
  record Node() implements ServiceQuery {}

  /// `dns-version.ZONE`: exists for TXT only.
  record DnsVersion() implements ServiceQuery {}

  /// `ns.dns.ZONE`: the name of the server itself.
  record NameServer() implements ServiceQuery {}

  /// `NAMESPACE.svc.ZONE`.
  record Namespace(String namespace) implements ServiceQuery {}

  /// `SERVICE.NAMESPACE.svc.ZONE`.
  record Service(String namespace, String service) implements ServiceQuery {}

  /// `LABEL.SERVICE.NAMESPACE.svc.ZONE`: one member.
  record Endpoint(String namespace, String service, String label) implements ServiceQuery {}

  /// `_PORT._PROTOCOL.SERVICE.NAMESPACE.svc.ZONE`, without the underscores; "" matches any.
  record Port(String namespace, String service, String port, String protocol)
      implements ServiceQuery {}

  /// `LABEL.CLUSTER.SERVICE.NAMESPACE.svc.ZONE` in a zone of many clusters: one member of one.
  record ClusterEndpoint(String namespace, String service, String cluster, String label)
      implements ServiceQuery {}

  /// `PLACE.pin._zone.SERVICE.NAMESPACE.svc.ZONE` or `PLACE.prefer._zone...`: the members in one
  /// zone of a cloud; its name may hold dots.
  ///
  /// @param prefer whether all members are meant where the place has none
  record Zonal(String namespace, String service, String place, boolean prefer)
      implements ServiceQuery {}

  /// `NAMESPACE.pod.ZONE`.
  record PodNamespace(String namespace) implements ServiceQuery {}

  /// `10-1-0-7.NAMESPACE.pod.ZONE`.
  record Pod(String namespace, String label) implements ServiceQuery {}

  /// No name of that shape ever exists.
  record Nothing() implements ServiceQuery {}
}
