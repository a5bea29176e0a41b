package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.List;
import java.util.Map;

/// What answers need of one object, and nothing else of it. Trees (files, the store) and stream
/// decoders (a cluster) both make facts; the feed and all right of it never see a tree.
public sealed interface Fact {
  /// Whose fact it is.
  ObjectKey key();

  /// Of a Service, or of a ServiceImport (the key's kind says which), which answers as a Service
  /// does, by the addresses of the cluster set or by members of many clusters.
  ///
  /// @param uid "" if unknown
  /// @param type how it answers
  /// @param clusterIps the virtual addresses; empty for headless, ExternalName and not yet
  ///   allocated
  /// @param externalName the target of an ExternalName Service, "" otherwise
  /// @param selected whether it has a selector (its slices are then the controller's)
  /// @param externals addresses and names that reach it from outside, as written: `externalIPs`,
  ///   then those of its load balancer
  record ServiceFact(
      ObjectKey key,
      String uid,
      Type type,
      List<IpAddress> clusterIps,
      String externalName,
      boolean selected,
      List<Port> ports,
      Map<String, String> labels,
      List<String> externals)
      implements Fact {
    public ServiceFact {
      clusterIps = List.copyOf(clusterIps);
      ports = List.copyOf(ports);
      labels = Map.copyOf(labels);
      externals = List.copyOf(externals);
    }

    /// A Service that nothing reaches from outside.
    public ServiceFact(
        ObjectKey key,
        String uid,
        Type type,
        List<IpAddress> clusterIps,
        String externalName,
        boolean selected,
        List<Port> ports,
        Map<String, String> labels) {
      this(key, uid, type, clusterIps, externalName, selected, ports, labels, List.of());
    }

    /// Those of `externals` that are addresses.
    public List<IpAddress> externalIps() {
      if (externals.isEmpty()) return List.of(); // nearly all: no stream for each change
      return externals.stream().flatMap(text -> IpAddress.parse(text).stream()).toList();
    }

    /// How a Service answers: by virtual addresses, by its members, by a CNAME.
    public enum Type {
      CLUSTER_IP,
      HEADLESS,
      EXTERNAL_NAME
    }
  }

  /// A port of a Service or of a slice.
  ///
  /// @param name "" if unnamed
  /// @param protocol lower case: tcp, udp, sctp
  /// @param number 1..65535; -1 for "all ports" of a slice
  record Port(String name, String protocol, int number) {
    // Written out: what records bring is linked when it is first called, which a start waits for.
    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Port that
              && number == that.number
              && name.equals(that.name)
              && protocol.equals(that.protocol));
    }

    @Override
    public int hashCode() {
      return 31 * (31 * name.hashCode() + protocol.hashCode()) + number;
    }
  }

  /// Of an EndpointSlice, or of one Endpoints subset after mirroring.
  ///
  /// @param service the value of the service-name label; "" if it has none
  /// @param endpoints of many slices at once, best [PackedEndpoints]
  record SliceFact(
      ObjectKey key,
      String service,
      List<Port> ports,
      List<EndpointFact> endpoints,
      Map<String, String> labels)
      implements Fact {
    /// The label that names the ServiceImport.
    public static final String IMPORT_LABEL = "multicluster.kubernetes.io/service-name";

    /// The label that names the cluster that exports the slice.
    public static final String CLUSTER_LABEL = "multicluster.kubernetes.io/source-cluster";

    public SliceFact {
      ports = List.copyOf(ports);
      endpoints = endpoints instanceof PackedEndpoints ? endpoints : List.copyOf(endpoints);
      labels = Map.copyOf(labels);
    }

    /// The name of the ServiceImport whose members these are, "" if they are of none.
    public String imported() {
      return labels.getOrDefault(IMPORT_LABEL, "");
    }
  }

  /// One endpoint of a slice; unknown texts are "".
  ///
  /// @param targetName the name of the object that targetRef names
  /// @param hosts the addresses that are names, of slices of type FQDN
  record EndpointFact(
      List<IpAddress> addresses,
      boolean ready,
      boolean serving,
      boolean terminating,
      String hostname,
      String targetName,
      String targetUid,
      String node,
      String zone,
      List<Name> hosts) {
    public EndpointFact {
      addresses = List.copyOf(addresses);
      hosts = List.copyOf(hosts);
    }

    /// An endpoint at addresses.
    public EndpointFact(
        List<IpAddress> addresses,
        boolean ready,
        boolean serving,
        boolean terminating,
        String hostname,
        String targetName,
        String targetUid,
        String node,
        String zone) {
      this(
          addresses,
          ready,
          serving,
          terminating,
          hostname,
          targetName,
          targetUid,
          node,
          zone,
          List.of());
    }

    // Written out, as those of a port.
    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof EndpointFact that
              && ready == that.ready
              && serving == that.serving
              && terminating == that.terminating
              && hostname.equals(that.hostname)
              && targetName.equals(that.targetName)
              && targetUid.equals(that.targetUid)
              && node.equals(that.node)
              && zone.equals(that.zone)
              && addresses.equals(that.addresses)
              && hosts.equals(that.hosts));
    }

    @Override
    public int hashCode() {
      return 31 * (31 * addresses.hashCode() + hostname.hashCode()) + targetUid.hashCode();
    }
  }

  /// Of a Namespace.
  record NamespaceFact(ObjectKey key, Map<String, String> labels) implements Fact {
    public NamespaceFact {
      labels = Map.copyOf(labels);
    }
  }

  /// Of a Pod that runs or may run (phase Pending or Running).
  ///
  /// @param addresses status.podIPs, the first is the primary one
  record PodFact(ObjectKey key, List<IpAddress> addresses, Map<String, String> labels)
      implements Fact {
    public PodFact {
      addresses = List.copyOf(addresses);
      labels = Map.copyOf(labels);
    }
  }

  /// Of a Node.
  record NodeFact(ObjectKey key, Map<String, String> labels) implements Fact {
    public NodeFact {
      labels = Map.copyOf(labels);
    }
  }

  /// Names below a Service that a declared set (a StatefulSet with this `serviceName`) will own, be
  /// its pods there or not: a negative answer for one of them must not be remembered.
  ///
  /// @param key the StatefulSet
  /// @param service the governing Service's name
  /// @param first the first ordinal
  /// @param count how many ordinals
  record DeclaredSetFact(ObjectKey key, String service, int first, int count) implements Fact {}

  /// The kind of the fact's object.
  default Kind kind() {
    return key().kind();
  }
}
