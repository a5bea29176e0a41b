package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A view of a Service. What is not there reads as the API server's default where it has one.
public record ServiceView(Tree.Obj tree) {
  /// The value of `clusterIP` that makes a Service headless.
  public static final String NONE = "None";

  /// One of `spec.ports`.
  ///
  /// @param name "" if unnamed
  /// @param protocol TCP, UDP or SCTP
  /// @param targetPort the port itself where none is given
  /// @param appProtocol "" if none
  public record Port(
      String name, String protocol, int port, PortRef targetPort, String appProtocol) {}

  /// Its metadata.
  public ObjectMeta meta() {
    return ObjectMeta.of(tree);
  }

  /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
  public String type() {
    String type = tree.text("spec", "type");
    return type.isEmpty() ? "ClusterIP" : type;
  }

  /// Whether it is only an alias.
  public boolean isExternalName() {
    return type().equals("ExternalName");
  }

  /// `None`, an address, or "" where none is allocated.
  public String clusterIp() {
    return tree.text("spec", "clusterIP");
  }

  /// `clusterIPs`, or `clusterIP` alone where only that is given.
  public List<String> clusterIps() {
    List<String> all = TreeLists.texts(tree.list("spec", "clusterIPs"));
    if (!all.isEmpty()) return all;
    return clusterIp().isEmpty() ? List.of() : List.of(clusterIp());
  }

  /// Whether its first clusterIP is `None` (as DNS asks it).
  public boolean isHeadless() {
    List<String> all = clusterIps();
    return !isExternalName() && !all.isEmpty() && all.getFirst().equals(NONE);
  }

  /// Labels that its pods have; empty where it selects none.
  public Map<String, String> selector() {
    return tree.texts("spec", "selector");
  }

  /// In order.
  public List<Port> ports() {
    List<Port> ports = new ArrayList<>();
    for (Tree.Obj each : TreeLists.objects(tree.list("spec", "ports"))) {
      String protocol = each.text("protocol");
      int number = (int) each.number(0, "port");
      PortRef target = PortRef.of(each.get("targetPort").orElse(Tree.Null.NONE));
      ports.add(
          new Port(
              each.text("name"),
              protocol.isEmpty() ? "TCP" : protocol,
              number,
              target.equals(PortRef.NONE) ? new PortRef(number, "") : target,
              each.text("appProtocol")));
    }
    return ports;
  }

  /// Whether members are published before they are ready.
  public boolean publishNotReadyAddresses() {
    return tree.flag("spec", "publishNotReadyAddresses");
  }

  /// `IPv4`, `IPv6`, the first is the primary one; none where nothing says.
  public List<String> ipFamilies() {
    return TreeLists.texts(tree.list("spec", "ipFamilies"));
  }

  /// The target of an ExternalName Service.
  public String externalName() {
    return tree.text("spec", "externalName");
  }
}
