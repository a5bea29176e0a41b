package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A Service, its pods, nodes and slices, and plans carried out on them.
final class SliceWorld {
  static final Instant CHANGED = Instant.parse("2026-01-02T03:04:05Z");

  Tree.Obj service;
  List<Tree.Obj> pods = new ArrayList<>();
  List<Tree.Obj> nodes = new ArrayList<>();
  List<Tree.Obj> slices = new ArrayList<>();
  EndpointSlicePlanner.Options options = EndpointSlicePlanner.Options.CLUSTER;

  SliceWorld() {
    service =
        Cases.json(
            """
            {'apiVersion': 'v1', 'kind': 'Service',
             'metadata': {'namespace': 'test', 'name': 'foo', 'uid': 'test-foo'},
             'spec': {'selector': {'foo': 'bar'}, 'ipFamilies': ['IPv4'],
               'ports': [{'name': 'foo', 'targetPort': 80, 'protocol': 'TCP', 'port': 80}]}}
            """);
    nodes.add(node("node-1", ""));
  }

  /// Makes the plan and carries it out.
  SlicePlan reconcile() {
    SlicePlan plan =
        EndpointSlicePlanner.plan(service, pods, nodes, slices, options, Optional.of(CHANGED));
    slices = new ArrayList<>(plan.applied(slices));
    return plan;
  }

  /// Lays a case's `service` over the default one: metadata and spec in one object there.
  void service(Tree.Obj over) {
    for (var member : over.members().entrySet()) {
      String name = member.getKey();
      boolean meta = List.of("name", "namespace", "labels", "annotations", "uid").contains(name);
      Tree.Obj one = Tree.Obj.EMPTY.with(name, member.getValue());
      boolean whole = name.equals("selector");
      if (whole) service = service.with("spec", service.obj("spec").without(name));
      service = Cases.merged(service, Tree.Obj.EMPTY.with(meta ? "metadata" : "spec", one));
    }
  }

  void pods(int from, int to) {
    for (int n = from; n < to; n++) pods.add(pod(n, true));
  }

  /// Slices with so many of the pods each, in order, as the controller would have made them.
  void existing(List<Integer> lengths) {
    int from = 0;
    List<Tree.Obj> all = List.copyOf(pods);
    List<Tree.Obj> made = new ArrayList<>();
    for (int length : lengths) {
      pods = new ArrayList<>(all.subList(from, from + length));
      slices = new ArrayList<>();
      EndpointSlicePlanner.Options kept = options;
      options = new EndpointSlicePlanner.Options(1000, true, true);
      reconcile();
      options = kept;
      String name = "foo-" + made.size();
      made.add(slices.getFirst().with(List.of("metadata", "name"), Tree.Text.of(name)));
      from += length;
    }
    pods = new ArrayList<>(all);
    slices = made;
  }

  List<Integer> lengths() {
    return slices.stream()
        .sorted(Comparator.comparing(s -> ObjectMeta.of(s).name()))
        .map(s -> Slices.endpoints(s).size())
        .toList();
  }

  List<Tree.Obj> endpoints() {
    return slices.stream().flatMap(s -> Slices.endpoints(s).stream()).toList();
  }

  static Tree.Obj node(String name, String zone) {
    Tree.Obj node =
        Cases.json("{'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'labels': {}}}")
            .with(List.of("metadata", "name"), Tree.Text.of(name));
    return zone.isEmpty()
        ? node
        : node.with(
            List.of("metadata", "labels", "topology.kubernetes.io/zone"), Tree.Text.of(zone));
  }

  /// Pod n of the cases' base.
  static Tree.Obj pod(int n, boolean ready) {
    return pod("pod%d".formatted(n), "10.2.%d.%d".formatted((4 + n) / 256, (4 + n) % 256), ready);
  }

  static Tree.Obj pod(String name, String ip, boolean ready) {
    return Cases.json(
        """
        {'apiVersion': 'v1', 'kind': 'Pod',
         'metadata': {'namespace': 'test', 'name': '%1$s', 'uid': '%1$s-uid',
           'labels': {'foo': 'bar'}},
         'spec': {'nodeName': 'node-1', 'containers': [{'name': 'c'}]},
         'status': {'phase': 'Running', 'podIP': '%2$s', 'podIPs': [{'ip': '%2$s'}],
           'conditions': [{'type': 'Ready', 'status': '%3$s'}]}}
        """
            .formatted(name, ip, ready ? "True" : "False"));
  }

  static Tree.Obj withIps(Tree.Obj pod, List<String> ips) {
    List<Tree.Obj> trees =
        ips.stream().map(ip -> Tree.Obj.EMPTY.with("ip", Tree.Text.of(ip))).toList();
    Tree.Obj status = pod.obj("status").without("podIP").with("podIPs", Tree.Arr.of(trees));
    return pod.with("status", status);
  }

  static Tree.Obj terminating(Tree.Obj object) {
    return object.with(
        List.of("metadata", "deletionTimestamp"), Tree.Text.of("2026-01-02T03:04:05Z"));
  }

  static Tree.Obj ready(Tree.Obj pod, boolean ready) {
    Tree.Obj condition =
        Cases.json("{'type': 'Ready'}").with("status", Tree.Text.of(ready ? "True" : "False"));
    return pod.with(List.of("status", "conditions"), Tree.Arr.of(List.of(condition)));
  }

  static List<String> texts(List<Tree> trees) {
    return TreeLists.texts(trees);
  }
}
