package dev.roster.api;

import dev.roster.core.objects.Age;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The cells of a table's row, in the order of the kind's columns, as the API server prints them.
final class Cells {
  private static final int ITEMS_SHOWN_MAX = 3;

  private Cells() {}

  /// One object's row.
  static List<Tree> of(Kind kind, Tree.Obj object, Instant now) {
    List<Tree> cells = new ArrayList<>();
    if (!kind.name().equals("Event")) cells.add(text(object.text("metadata", "name")));
    Tree age = text(age(object.text("metadata", "creationTimestamp"), now));
    switch (kind.name()) {
      case "Pod" -> {
        cells.addAll(PodCells.of(object, now));
        cells.add(3 + 1, age);
      }
      case "Service" -> service(object, cells, age);
      case "StatefulSet" -> statefulSet(object, cells, age);
      case "EndpointSlice" -> endpointSlice(object, cells, age);
      case "Endpoints" -> addAll(cells, text(endpoints(object)), age);
      case "Namespace" -> addAll(cells, text(object.text("status", "phase")), age);
      case "Node" -> node(object, cells, age);
      case "ConfigMap" ->
          addAll(
              cells,
              Tree.Num.of(
                  object.obj("data").members().size() + object.obj("binaryData").members().size()),
              age);
      case "Secret" ->
          addAll(
              cells,
              text(object.text("type")),
              Tree.Num.of(object.obj("data").members().size()),
              age);
      case "PersistentVolumeClaim" -> claim(object, cells, age);
      case "ControllerRevision" ->
          addAll(
              cells,
              text(controller(object)),
              text(Long.toString(object.number(0, "revision"))),
              age);
      case "Event" -> event(object, cells, now);
      default -> cells.add(age);
    }
    return cells;
  }

  /// How long ago a time was, as kubectl says it: `5s`, `3m20s`, `7h`, `12d`.
  static String age(String timestamp, Instant now) {
    if (timestamp.isEmpty()) return "<unknown>";
    try {
      return Age.text(Duration.between(Instant.parse(timestamp), now));
    } catch (DateTimeParseException malformed) {
      return "<invalid>";
    }
  }

  private static void service(Tree.Obj service, List<Tree> cells, Tree age) {
    String type = service.text("spec", "type");
    boolean external = type.equals("ExternalName");
    String clusterIp = service.text("spec", "clusterIP");
    List<String> externals = TreeLists.texts(service.list("spec", "externalIPs"));
    for (Tree.Obj ingress : TreeLists.objects(service.list("status", "loadBalancer", "ingress"))) {
      externals.add(ingress.text("ip").isEmpty() ? ingress.text("hostname") : ingress.text("ip"));
    }
    String none = type.equals("LoadBalancer") ? "<pending>" : "<none>";
    String externalIp = externals.isEmpty() ? none : String.join(",", externals);
    List<String> ports = new ArrayList<>();
    for (Tree.Obj port : TreeLists.objects(service.list("spec", "ports"))) {
      long nodePort = port.number(0, "nodePort");
      ports.add(
          port.number(0, "port")
              + (nodePort > 0 ? ":" + nodePort : "")
              + "/"
              + orElse(port.text("protocol"), "TCP"));
    }
    addAll(
        cells,
        text(orElse(type, "ClusterIP")),
        text(orElse(clusterIp, "<none>")),
        text(external ? service.text("spec", "externalName") : externalIp),
        text(orElse(String.join(",", ports), "<none>")),
        age,
        text(orElse(labels(service.texts("spec", "selector")), "<none>")));
  }

  private static void statefulSet(Tree.Obj set, List<Tree> cells, Tree age) {
    List<Tree.Obj> containers =
        TreeLists.objects(set.list("spec", "template", "spec", "containers"));
    long ready = set.number(0, "status", "readyReplicas");
    long wanted = set.number(1, "spec", "replicas");
    addAll(
        cells,
        text(ready + "/" + wanted),
        age,
        text(containers.stream().map(c -> c.text("name")).collect(Collectors.joining(","))),
        text(containers.stream().map(c -> c.text("image")).collect(Collectors.joining(","))));
  }

  private static void endpointSlice(Tree.Obj slice, List<Tree> cells, Tree age) {
    List<String> ports = new ArrayList<>();
    for (Tree.Obj port : TreeLists.objects(slice.list("ports"))) {
      long number = port.number(0, "port");
      ports.add(number > 0 ? Long.toString(number) : orElse(port.text("name"), "*"));
    }
    List<String> addresses = new ArrayList<>();
    for (Tree.Obj endpoint : TreeLists.objects(slice.list("endpoints"))) {
      addresses.addAll(TreeLists.texts(endpoint.list("addresses")));
    }
    addAll(
        cells,
        text(slice.text("addressType")),
        text(some(ports, "<unset>")),
        text(some(addresses, "<unset>")),
        age);
  }

  /// All addresses of a port, then the next port's.
  private static String endpoints(Tree.Obj endpoints) {
    List<String> found = new ArrayList<>();
    for (Tree.Obj subset : TreeLists.objects(endpoints.list("subsets"))) {
      List<String> addresses =
          TreeLists.objects(subset.list("addresses")).stream().map(a -> a.text("ip")).toList();
      List<Tree.Obj> ports = TreeLists.objects(subset.list("ports"));
      if (ports.isEmpty()) found.addAll(addresses);
      for (Tree.Obj port : ports) {
        for (String address : addresses) found.add(address + ":" + port.number(0, "port"));
      }
    }
    return some(found, "<none>");
  }

  private static void node(Tree.Obj node, List<Tree> cells, Tree age) {
    String status = "Unknown";
    for (Tree.Obj condition : TreeLists.objects(node.list("status", "conditions"))) {
      if (condition.text("type").equals("Ready")) {
        status = condition.text("status").equals("True") ? "Ready" : "NotReady";
      }
    }
    if (node.flag("spec", "unschedulable")) status += ",SchedulingDisabled";
    String prefix = "node-role.kubernetes.io/";
    String roles =
        node.texts("metadata", "labels").keySet().stream()
            .filter(label -> label.startsWith(prefix))
            .map(label -> label.substring(prefix.length()))
            .sorted()
            .collect(Collectors.joining(","));
    addAll(
        cells,
        text(status),
        text(orElse(roles, "<none>")),
        age,
        text(node.text("status", "nodeInfo", "kubeletVersion")),
        text(address(node, "InternalIP")),
        text(address(node, "ExternalIP")),
        text(orElse(node.text("status", "nodeInfo", "osImage"), "<unknown>")),
        text(kernel(node.obj("status", "nodeInfo"))),
        text(orElse(node.text("status", "nodeInfo", "containerRuntimeVersion"), "<unknown>")));
  }

  private static String kernel(Tree.Obj info) {
    String version = orElse(info.text("kernelVersion"), "<unknown>");
    String architecture = info.text("architecture");
    return architecture.isEmpty() ? version : version + " (" + architecture + ")";
  }

  private static String address(Tree.Obj node, String type) {
    for (Tree.Obj address : TreeLists.objects(node.list("status", "addresses"))) {
      if (address.text("type").equals(type)) return address.text("address");
    }
    return "<none>";
  }

  private static void claim(Tree.Obj claim, List<Tree> cells, Tree age) {
    boolean going = claim.at("metadata", "deletionTimestamp").isPresent();
    List<String> modes = new ArrayList<>();
    for (String mode : TreeLists.texts(claim.list("status", "accessModes"))) {
      modes.add(
          switch (mode) {
            case "ReadWriteOnce" -> "RWO";
            case "ReadOnlyMany" -> "ROX";
            case "ReadWriteMany" -> "RWX";
            case "ReadWriteOncePod" -> "RWOP";
            default -> mode;
          });
    }
    addAll(
        cells,
        text(going ? "Terminating" : claim.text("status", "phase")),
        text(claim.text("spec", "volumeName")),
        text(claim.text("status", "capacity", "storage")),
        text(String.join(",", modes)),
        text(claim.text("spec", "storageClassName")),
        text(orElse(claim.text("spec", "volumeAttributesClassName"), "<unset>")),
        age,
        text(orElse(claim.text("spec", "volumeMode"), "<unset>")));
  }

  private static void event(Tree.Obj event, List<Tree> cells, Instant now) {
    String first = orElse(event.text("firstTimestamp"), event.text("eventTime"));
    String last = orElse(event.text("lastTimestamp"), first);
    String source = orElse(event.text("source", "component"), event.text("reportingComponent"));
    String host = event.text("source", "host");
    String object =
        event.text("involvedObject", "kind").toLowerCase(java.util.Locale.ROOT)
            + "/"
            + event.text("involvedObject", "name");
    addAll(
        cells,
        text(age(last, now)),
        text(event.text("type")),
        text(event.text("reason")),
        text(object),
        text(event.text("involvedObject", "fieldPath")),
        text(host.isEmpty() ? source : source + ", " + host),
        text(event.text("message").strip()),
        text(age(first, now)),
        Tree.Num.of(event.number(1, "count")),
        text(event.text("metadata", "name")));
  }

  private static String controller(Tree.Obj object) {
    for (Tree.Obj owner : TreeLists.objects(object.list("metadata", "ownerReferences"))) {
      if (owner.flag("controller")) {
        Kind kind = Kind.of(owner.text("apiVersion"), owner.text("kind"));
        String word = kind.name().toLowerCase(java.util.Locale.ROOT);
        return word + (kind.group().isEmpty() ? "" : "." + kind.group()) + "/" + owner.text("name");
      }
    }
    return "<none>";
  }

  /// Three items, and how many more.
  private static String some(List<String> items, String none) {
    if (items.isEmpty()) return none;
    String shown = String.join(",", items.subList(0, Math.min(items.size(), ITEMS_SHOWN_MAX)));
    int more = items.size() - ITEMS_SHOWN_MAX;
    return more > 0 ? shown + " + " + more + " more..." : shown;
  }

  private static String labels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }

  private static String orElse(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  static Tree text(String text) {
    return Tree.Text.of(text);
  }

  private static void addAll(List<Tree> cells, Tree... more) {
    cells.addAll(List.of(more));
  }
}
