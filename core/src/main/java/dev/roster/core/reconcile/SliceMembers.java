package dev.roster.core.reconcile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.PortRef;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The endpoints that a Service should have: one of each family for each of its pods, in groups of
/// equal ports.
final class SliceMembers {
  /// The label that says in which zone a Node is.
  static final String ZONE = "topology.kubernetes.io/zone";

  /// Endpoints with the same ports, by who they are.
  record Group(List<Tree> ports, Map<List<String>, Tree.Obj> endpoints) {}

  private final Map<String, Map<List<String>, Group>> families = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final ServiceView service;
  private final Map<String, Tree.Obj> nodes = new HashMap<>();
  private final EndpointSlicePlanner.Options options;

  private SliceMembers(ServiceView service, EndpointSlicePlanner.Options options) {
    this.service = service;
    this.options = options;
  }

  /// The endpoints of a Service's pods, in the order of pod names.
  static SliceMembers of(
      ServiceView service,
      List<Tree.Obj> pods,
      List<Tree.Obj> nodes,
      EndpointSlicePlanner.Options options) {
    SliceMembers members = new SliceMembers(service, options);
    for (Tree.Obj node : nodes) members.nodes.put(ObjectMeta.of(node).name(), node);
    LabelSelector selector = LabelSelector.ofLabels(service.selector());
    String namespace = service.meta().namespace();
    pods.stream()
        .map(PodView::new)
        .filter(pod -> pod.meta().namespace().equals(namespace))
        .filter(pod -> selector.matches(pod.meta().labels()))
        .sorted(Comparator.comparing(pod -> pod.meta().name()))
        .forEach(members::add);
    return members;
  }

  /// The groups of one family.
  Collection<Group> groups(String family) {
    return families.getOrDefault(family, Map.of()).values();
  }

  /// Which pods were left out though they should not be.
  List<String> problems() {
    return problems;
  }

  private void add(PodView pod) {
    if (!mayBeEndpoint(pod)) return;
    String nodeName = pod.nodeName();
    Tree.Obj node = nodes.getOrDefault(nodeName, Tree.Obj.EMPTY);
    boolean nodeMissing = !nodeName.isEmpty() && !nodes.containsKey(nodeName);
    if (nodeMissing && options.nodesKnown() && !service.publishNotReadyAddresses()) {
      problems.add("pod " + pod.meta().name() + ": node \"" + nodeName + "\" not found");
      return;
    }
    String zone = ObjectMeta.of(node).labels().getOrDefault(ZONE, "");
    List<Tree> ports = ports(service, pod);
    for (String family : List.of("IPv4", "IPv6")) {
      Optional<IpAddress> address = address(pod, family);
      if (address.isEmpty()) continue;
      if (isLoopback(address.get()) && !options.loopbackAllowed()) {
        problems.add(
            "pod "
                + pod.meta().name()
                + ": "
                + address.get()
                + " may not be in the loopback range");
        continue;
      }
      Tree.Obj endpoint = endpoint(service, pod, address.get(), zone);
      families
          .computeIfAbsent(family, _ -> new LinkedHashMap<>())
          .computeIfAbsent(Slices.portsKey(ports), _ -> new Group(ports, new LinkedHashMap<>()))
          .endpoints()
          .putIfAbsent(Slices.endpointKey(endpoint), endpoint);
    }
  }

  /// Whether a pod is an endpoint at all: it has an address and has not ended. One that is going
  /// stays, as terminating.
  static boolean mayBeEndpoint(PodView pod) {
    return !pod.isFinished() && !pod.podIps().isEmpty();
  }

  /// The endpoint of a pod.
  static Tree.Obj endpoint(ServiceView service, PodView pod, IpAddress address, String zone) {
    boolean serving = pod.isReady();
    boolean terminating = pod.meta().terminating();
    boolean ready = service.publishNotReadyAddresses() || (serving && !terminating);
    Tree.Obj conditions =
        new Fields()
            .flag("ready", ready)
            .flag("serving", serving)
            .flag("terminating", terminating)
            .build();
    Tree.Obj target =
        new Fields()
            .text("kind", "Pod")
            .text("namespace", pod.meta().namespace())
            .text("name", pod.meta().name())
            .text("uid", pod.meta().uid())
            .build();
    Fields endpoint =
        new Fields()
            .put("addresses", Fields.texts(List.of(address.toString())))
            .put("conditions", conditions)
            .text("hostname", hasHostname(service, pod) ? pod.hostname() : "")
            .put("targetRef", target)
            .text("nodeName", pod.nodeName())
            .text("zone", zone);
    if (ready)
      SliceHints.of(service, pod.nodeName(), zone).ifPresent(h -> endpoint.put("hints", h));
    return endpoint.build();
  }

  /// Whether a pod has a name of its own below the Service: it says a hostname, and the Service as
  /// its subdomain. The pod's name is never used.
  static boolean hasHostname(ServiceView service, PodView pod) {
    return !pod.hostname().isEmpty()
        && pod.subdomain().equals(service.meta().name())
        && pod.meta().namespace().equals(service.meta().namespace());
  }

  /// The ports of a Service at one pod. A named target port that the pod hasn't is left out.
  static List<Tree> ports(ServiceView service, PodView pod) {
    List<Tree> ports = new ArrayList<>();
    for (ServiceView.Port port : service.ports()) {
      Optional<Integer> number = targetPort(pod, port.targetPort(), port.protocol());
      if (number.isEmpty()) continue;
      ports.add(
          new Fields()
              .put("name", Tree.Text.of(port.name()))
              .text("protocol", port.protocol())
              .number("port", number.get())
              .text("appProtocol", port.appProtocol())
              .build());
    }
    return ports;
  }

  /// A target port at one pod: a number as it is; a name by the pod's containers in order, then by
  /// its init containers that keep running. Name and protocol must match; the first wins.
  static Optional<Integer> targetPort(PodView pod, PortRef target, String protocol) {
    if (!target.isName()) return Optional.of(target.number());
    List<ContainerView> containers = new ArrayList<>(pod.containers());
    for (ContainerView container : pod.initContainers()) {
      if (container.restartPolicy().equals("Always")) containers.add(container);
    }
    for (ContainerView container : containers) {
      for (ContainerView.Port port : container.ports()) {
        if (port.name().equals(target.name()) && port.protocol().equals(protocol)) {
          return Optional.of(port.number());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<IpAddress> address(PodView pod, String family) {
    return pod.podIps().stream()
        .map(IpAddress::parse)
        .flatMap(Optional::stream)
        .filter(address -> address.isIpv4() == family.equals("IPv4"))
        .findFirst();
  }

  static boolean isLoopback(IpAddress address) {
    if (address.isIpv4()) return address.byteAt(0) == 127;
    for (int i = 0; i < 15; i++) if (address.byteAt(i) != 0) return false;
    return address.byteAt(15) == 1;
  }
}
