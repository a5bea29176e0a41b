package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;

/// What `describe` tells of a Service and of an EndpointSlice.
final class DescribeService {
  private DescribeService() {}

  static void add(Lines lines, Tree.Obj service, List<Tree.Obj> slices) {
    Tree.Obj spec = service.obj("spec");
    boolean external = spec.text("type").equals("ExternalName");
    lines.add(0, "Name", service.text("metadata", "name"));
    lines.add(0, "Namespace", service.text("metadata", "namespace"));
    lines.add(0, "Labels", Lines.pairs(service.texts("metadata", "labels"), "="));
    lines.add(0, "Annotations", Lines.annotations(service));
    String selector = Lines.pairs(spec.texts("selector"), "=");
    lines.add(0, "Selector", selector.replace("\n", ","));
    lines.add(0, "Type", spec.text("type").isEmpty() ? "ClusterIP" : spec.text("type"));
    if (!spec.text("ipFamilyPolicy").isEmpty()) {
      lines.add(0, "IP Family Policy", spec.text("ipFamilyPolicy"));
    }
    String families = String.join(",", TreeLists.texts(spec.list("ipFamilies")));
    lines.add(0, "IP Families", Lines.orNone(families));
    lines.add(0, "IP", external ? "" : spec.text("clusterIP"));
    String ips = String.join(",", TreeLists.texts(spec.list("clusterIPs")));
    lines.add(0, "IPs", Lines.orNone(ips));
    if (external) lines.add(0, "External Name", spec.text("externalName"));
    if (spec.flag("publishNotReadyAddresses")) lines.add(0, "Publishes Not Ready", "true");
    for (Tree.Obj port : TreeLists.objects(spec.list("ports"))) {
      String name = port.text("name").isEmpty() ? "<unset>" : port.text("name");
      String protocol = port.text("protocol").isEmpty() ? "TCP" : port.text("protocol");
      lines.add(0, "Port", name + "  " + port.number(0, "port") + "/" + protocol);
      String target =
          port.text("targetPort").isEmpty()
              ? Long.toString(port.number(0, "targetPort"))
              : port.text("targetPort");
      lines.add(0, "TargetPort", target + "/" + protocol);
      lines.add(0, "Endpoints", endpoints(slices, port.text("name")));
    }
    if (spec.list("ports").isEmpty() && !external) {
      lines.add(0, "Endpoints", endpoints(slices, ""));
    }
    String affinity = spec.text("sessionAffinity");
    lines.add(0, "Session Affinity", affinity.isEmpty() ? "None" : affinity);
    if (!spec.text("internalTrafficPolicy").isEmpty()) {
      lines.add(0, "Internal Traffic Policy", spec.text("internalTrafficPolicy"));
    }
  }

  static void addSlice(Lines lines, Tree.Obj slice) {
    lines.add(0, "Name", slice.text("metadata", "name"));
    lines.add(0, "Namespace", slice.text("metadata", "namespace"));
    lines.add(0, "Labels", Lines.pairs(slice.texts("metadata", "labels"), "="));
    lines.add(0, "Annotations", Lines.annotations(slice));
    lines.add(0, "AddressType", slice.text("addressType"));
    List<Tree.Obj> ports = TreeLists.objects(slice.list("ports"));
    if (ports.isEmpty()) {
      lines.add(0, "Ports", "<unset>");
    } else {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("Name", "Port", "Protocol"));
      rows.add(List.of("----", "----", "--------"));
      for (Tree.Obj port : ports) {
        String name = port.text("name").isEmpty() ? "<unset>" : port.text("name");
        rows.add(List.of(name, Long.toString(port.number(0, "port")), port.text("protocol")));
      }
      lines.line(0, "Ports:").table(1, rows);
    }
    List<Tree.Obj> endpoints = TreeLists.objects(slice.list("endpoints"));
    lines.heading(0, "Endpoints", endpoints.isEmpty());
    for (Tree.Obj endpoint : endpoints) {
      String addresses = String.join(", ", TreeLists.texts(endpoint.list("addresses")));
      lines.line(1, "- Addresses:  " + addresses);
      lines.line(2, "Conditions:");
      boolean unset = endpoint.at("conditions", "ready").isEmpty();
      boolean ready = endpoint.flag("conditions", "ready");
      lines.line(3, "Ready:    " + (unset ? "<unset>" : Boolean.toString(ready)));
      String hostname = endpoint.text("hostname");
      lines.add(2, "Hostname", hostname.isEmpty() ? "<unset>" : hostname);
      Tree.Obj target = endpoint.obj("targetRef");
      if (!target.members().isEmpty()) {
        lines.add(2, "TargetRef", target.text("kind") + "/" + target.text("name"));
      }
      String node = endpoint.text("nodeName");
      lines.add(2, "NodeName", node.isEmpty() ? "<unset>" : node);
    }
  }

  /// The ready addresses with a port, as the Service's callers get them.
  private static String endpoints(List<Tree.Obj> slices, String portName) {
    List<String> found = new ArrayList<>();
    for (Tree.Obj slice : slices) {
      String suffix = "";
      for (Tree.Obj port : TreeLists.objects(slice.list("ports"))) {
        if (port.text("name").equals(portName)) suffix = ":" + port.number(0, "port");
      }
      for (Tree.Obj endpoint : TreeLists.objects(slice.list("endpoints"))) {
        boolean known = endpoint.at("conditions", "ready").isPresent();
        if (known && !endpoint.flag("conditions", "ready")) continue;
        for (String address : TreeLists.texts(endpoint.list("addresses"))) {
          found.add((address.indexOf(':') >= 0 ? "[" + address + "]" : address) + suffix);
        }
      }
    }
    return String.join(",", found);
  }
}
