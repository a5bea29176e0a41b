package dev.roster.check.conformance;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The short objects of the cases as the Kubernetes objects that they stand for.
final class World {
  /// The pod that asks where a case's client is "pod in namespace test-1".
  static final String CLUSTER_CLIENT = "10.244.1.1";

  /// The pod `test-name` of that fixture.
  static final String CLUSTER_POD = "10.244.1.3";

  private final List<Tree> items = new ArrayList<>();
  private int podsWithoutAddress;

  private World() {}

  /// A `List` of Kubernetes objects.
  static Tree.Obj of(Tree.Obj objects) {
    World world = new World();
    Set<String> namespaces = new LinkedHashSet<>();
    objects.list("namespaces").forEach(name -> namespaces.add(((Tree.Text) name).value()));
    if (namespaces.isEmpty()) {
      for (String kind : List.of("services", "endpointSlices", "pods", "statefulSets")) {
        objects.list(kind).forEach(each -> namespaces.add(((Tree.Obj) each).text("namespace")));
      }
      namespaces.remove("");
    }
    if (objects.text("note").startsWith("headless service big")) {
      namespaces.add("testns");
      world.addBig();
    }
    for (String name : namespaces) world.add("v1", "Namespace", meta("", name), Map.of());
    objects.list("services").forEach(each -> world.addService((Tree.Obj) each));
    objects.list("endpointSlices").forEach(each -> world.addSlice((Tree.Obj) each));
    objects.list("serviceImports").forEach(each -> world.addImport((Tree.Obj) each));
    if (objects.text("source").contains("coredns/ci")) world.addServerOfCluster();
    objects.list("statefulSets").forEach(each -> world.addStatefulSet((Tree.Obj) each));
    for (Tree pod : objects.list("pods")) world.addPod((Tree.Obj) pod, objects);
    objects.list("endpointsMirrored").forEach(each -> world.addMirrored((Tree.Obj) each));
    for (Tree each : objects.list("endpoints")) {
      Tree.Obj endpoints = (Tree.Obj) each;
      world.add(
          "v1",
          "Endpoints",
          meta(endpoints.text("namespace"), endpoints.text("name")),
          Map.of("subsets", endpoints.at("subsets").orElseThrow()));
    }
    return object(
        Map.of("apiVersion", text("v1"), "kind", text("List"), "items", Tree.Arr.of(world.items)));
  }

  private void addService(Tree.Obj service) {
    Tree.Obj spec = service.without("namespace").without("name").without("note").without("status");
    if (spec.get("clusterIPs").isPresent()) {
      spec = spec.with("clusterIP", spec.list("clusterIPs").getFirst());
    }
    Map<String, Tree> rest = new LinkedHashMap<>();
    rest.put("spec", spec);
    service.get("status").ifPresent(status -> rest.put("status", status));
    add("v1", "Service", meta(service.text("namespace"), service.text("name")), rest);
  }

  private void addSlice(Tree.Obj slice) {
    Map<String, Tree> labels = new LinkedHashMap<>(slice.obj("labels").members());
    if (!slice.text("service").isEmpty()) {
      labels.put("kubernetes.io/service-name", text(slice.text("service")));
    }
    String name = slice.text("name");
    if (name.isEmpty()) name = slice.text("service") + "-" + items.size();
    Map<String, Tree> rest = new LinkedHashMap<>();
    String family = slice.text("addressType");
    rest.put("addressType", text(family.isEmpty() ? "IPv4" : family));
    rest.put("ports", Tree.Arr.of(slice.list("ports")));
    rest.put("endpoints", Tree.Arr.of(slice.list("endpoints")));
    Tree.Obj meta = meta(slice.text("namespace"), name).with("labels", object(labels));
    add("discovery.k8s.io/v1", "EndpointSlice", meta, rest);
  }

  private void addImport(Tree.Obj imported) {
    Tree.Obj spec = imported.without("namespace").without("name").without("status");
    Tree.Obj meta = meta(imported.text("namespace"), imported.text("name"));
    add("multicluster.x-k8s.io/v1alpha1", "ServiceImport", meta, Map.of("spec", spec));
  }

  /// The server of the fixture is an endpoint of `kube-dns`.
  private void addServerOfCluster() {
    Tree.Obj port =
        object(Map.of("name", text("dns"), "port", Tree.Num.of(53), "protocol", text("UDP")));
    Tree address = Tree.Arr.of(List.of(text(CaseSetup.CLUSTER_SERVER)));
    addSlice(
        object(
            Map.of(
                "namespace", text("kube-system"),
                "service", text("kube-dns"),
                "ports", Tree.Arr.of(List.of(port)),
                "endpoints", Tree.Arr.of(List.of(object(Map.of("addresses", address)))))));
  }

  private void addStatefulSet(Tree.Obj set) {
    Tree.Obj spec = set.without("namespace").without("name");
    add(
        "apps/v1",
        "StatefulSet",
        meta(set.text("namespace"), set.text("name")),
        Map.of("spec", spec));
  }

  /// A pod without a namespace belongs to the case's StatefulSet and carries what its controller
  /// gives: namespace, hostname, subdomain, and labels that the Service selects.
  private void addPod(Tree.Obj pod, Tree.Obj objects) {
    String name = pod.text("name").replace("*", "x").replace("<uid>", "x");
    Tree.Obj spec = pod.obj("spec");
    Tree.Obj labels = pod.obj("labels");
    String namespace = pod.text("namespace");
    if (namespace.isEmpty()) {
      Tree.Obj service = (Tree.Obj) objects.list("services").getFirst();
      namespace = service.text("namespace");
      labels = service.obj("selector");
      if (!objects.list("statefulSets").isEmpty()) {
        Tree.Obj set = (Tree.Obj) objects.list("statefulSets").getFirst();
        spec = spec.with("hostname", text(name)).with("subdomain", text(set.text("serviceName")));
      }
    }
    Tree.Obj meta = meta(namespace, name).with("labels", labels);
    if (pod.get("deletionTimestamp").isPresent()) {
      meta = meta.with("deletionTimestamp", text("2026-01-01T00:00:00Z"));
    }
    Map<String, Tree> status = new LinkedHashMap<>();
    status.put("phase", text("Running"));
    String ip = pod.text("podIP");
    // A cluster gives every pod an address; the cases leave it open.
    if (ip.isEmpty()) ip = "10.244.1." + ++podsWithoutAddress;
    status.put("podIP", text(ip));
    status.put("podIPs", Tree.Arr.of(List.of(object(Map.of("ip", text(ip))))));
    String ready = pod.flag("ready") ? "True" : "False";
    status.put(
        "conditions",
        Tree.Arr.of(List.of(object(Map.of("type", text("Ready"), "status", text(ready))))));
    add("v1", "Pod", meta, Map.of("spec", spec, "status", object(status)));
  }

  private void addMirrored(Tree.Obj endpoints) {
    List<Tree> addresses = new ArrayList<>();
    for (Tree each : endpoints.list("addresses")) {
      List<Tree> pair = ((Tree.Arr) each).elements();
      addresses.add(object(Map.of("ip", pair.get(0), "hostname", pair.get(1))));
    }
    Tree subset =
        object(
            Map.of(
                "addresses",
                Tree.Arr.of(addresses),
                "ports",
                Tree.Arr.of(endpoints.list("ports"))));
    add(
        "v1",
        "Endpoints",
        meta(endpoints.text("namespace"), endpoints.text("name")),
        Map.of("subsets", Tree.Arr.of(List.of(subset))));
  }

  private void addBig() {
    List<Tree> endpoints = new ArrayList<>();
    for (int i = 1; i <= 150; i++) {
      endpoints.add(object(Map.of("addresses", Tree.Arr.of(List.of(text("10.1.0." + i))))));
    }
    Tree port =
        object(Map.of("name", text("https"), "port", Tree.Num.of(443), "protocol", text("TCP")));
    addService(
        object(
            Map.of(
                "namespace", text("testns"),
                "name", text("big"),
                "clusterIP", text("None"),
                "ports", Tree.Arr.of(List.of(port)))));
    addSlice(
        object(
            Map.of(
                "namespace", text("testns"),
                "service", text("big"),
                "ports", Tree.Arr.of(List.of(port)),
                "endpoints", Tree.Arr.of(endpoints))));
  }

  private void add(String apiVersion, String kind, Tree.Obj meta, Map<String, Tree> rest) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("apiVersion", text(apiVersion));
    members.put("kind", text(kind));
    members.put("metadata", meta);
    members.putAll(rest);
    items.add(object(members));
  }

  private static Tree.Obj meta(String namespace, String name) {
    Map<String, Tree> meta = new LinkedHashMap<>();
    meta.put("name", text(name));
    if (!namespace.isEmpty()) meta.put("namespace", text(namespace));
    return object(meta);
  }

  private static Tree.Obj object(Map<String, Tree> members) {
    return Tree.Obj.of(members);
  }

  private static Tree.Text text(String value) {
    return Tree.Text.of(value);
  }
}
