package dev.roster.check.cluster;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Objects as a cluster has them, and random changes of them, seeded.
final class World {
  static final int NAMESPACES = 3;
  static final int SERVICES = 4;
  static final int SLICES = 3;
  static final int ADDRESSES = 12;

  private final Random random;

  World(long seed) {
    this.random = new Random(seed);
  }

  static Tree.Obj json(String text) {
    try {
      return (Tree.Obj) JsonReader.read(text.replace('\'', '"'), "world");
    } catch (MalformedTextException bug) {
      throw new IllegalArgumentException(text, bug);
    }
  }

  static Tree.Obj namespace(String name, int revision) {
    return json(
        """
        {'apiVersion': 'v1', 'kind': 'Namespace',
         'metadata': {'name': '%s', 'labels': {'revision': '%d'}}}
        """
            .formatted(name, revision));
  }

  static Tree.Obj node(String name, String zone) {
    return json(
        """
        {'apiVersion': 'v1', 'kind': 'Node',
         'metadata': {'name': '%s', 'labels': {'topology.kubernetes.io/zone': '%s'}}}
        """
            .formatted(name, zone));
  }

  static Tree.Obj headless(String namespace, String name) {
    return service(namespace, name, "None");
  }

  static Tree.Obj service(String namespace, String name, String clusterIp) {
    return json(
        """
        {'apiVersion': 'v1', 'kind': 'Service',
         'metadata': {'name': '%s', 'namespace': '%s', 'labels': {'app': '%s'}},
         'spec': {'type': 'ClusterIP', 'clusterIP': '%s', 'clusterIPs': ['%s'],
                  'selector': {'app': '%s'},
                  'ports': [{'name': 'pg', 'protocol': 'TCP', 'port': 5432}]}}
        """
            .formatted(name, namespace, name, clusterIp, clusterIp, name));
  }

  static Tree.Obj slice(String namespace, String service, String name, List<String> addresses) {
    List<String> endpoints = new ArrayList<>();
    for (String each : addresses) {
      boolean ready = !each.endsWith("!");
      String address = each.replace("!", "");
      String pod = "pod-" + address.replace('.', '-');
      endpoints.add(
          """
          {'addresses': ['%s'], 'hostname': '%s',
           'conditions': {'ready': %s, 'serving': %s, 'terminating': false},
           'nodeName': 'node-1', 'zone': 'a',
           'targetRef': {'kind': 'Pod', 'namespace': '%s', 'name': '%s',
                         'uid': '6a2f5c9e-0000-4000-8000-000000000001'}}
          """
              .formatted(address, pod, ready, ready, namespace, pod));
    }
    return json(
        """
        {'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice',
         'metadata': {'name': '%s', 'namespace': '%s',
                      'labels': {'kubernetes.io/service-name': '%s'}},
         'addressType': 'IPv4', 'endpoints': [%s],
         'ports': [{'name': 'pg', 'protocol': 'TCP', 'port': 5432}]}
        """
            .formatted(name, namespace, service, String.join(",", endpoints)));
  }

  static Tree.Obj pod(String namespace, String name, String phase, String address) {
    return json(
        """
        {'apiVersion': 'v1', 'kind': 'Pod',
         'metadata': {'name': '%s', 'namespace': '%s', 'labels': {'app': 'x'}},
         'spec': {'containers': [{'name': 'main', 'image': 'main:1'}]},
         'status': {'phase': '%s', 'podIP': '%s', 'podIPs': [{'ip': '%s'}]}}
        """
            .formatted(name, namespace, phase, address, address));
  }

  static Tree.Obj serviceImport(String namespace, String name) {
    return json(
        """
        {'apiVersion': 'multicluster.x-k8s.io/v1alpha1', 'kind': 'ServiceImport',
         'metadata': {'name': '%s', 'namespace': '%s'},
         'spec': {'type': 'ClusterSetIP', 'ips': ['10.9.0.1'],
                  'ports': [{'name': 'pg', 'protocol': 'TCP', 'port': 5432}]}}
        """
            .formatted(name, namespace));
  }

  static ObjectKey key(Kind kind, String namespace, String name) {
    return ObjectKey.local(kind, namespace, name);
  }

  /// What every cluster has, and some of everything.
  static void begin(ClusterObjects objects) {
    objects.put(namespace("kube-system", 0));
    objects.put(namespace("n0", 0));
    objects.put(node("node-1", "a"));
    objects.put(headless("n0", "s0"));
    objects.put(slice("n0", "s0", "s0-a", List.of("10.0.0.1", "10.0.0.2")));
    objects.put(pod("n0", "p1", "Running", "10.0.0.1"));
    objects.put(serviceImport("n0", "s0"));
  }

  /// One random change.
  void change(ClusterObjects objects) {
    String namespace = "n" + random.nextInt(NAMESPACES);
    String service = "s" + random.nextInt(SERVICES);
    boolean gone = random.nextInt(4) == 0;
    switch (random.nextInt(10)) {
      case 0 -> {
        if (gone) objects.delete(key(Kind.NAMESPACE, "", namespace));
        else objects.put(namespace(namespace, random.nextInt(3)));
      }
      case 1 -> objects.put(node("node-" + random.nextInt(2), "b"));
      case 2 -> {
        String name = "p" + random.nextInt(4);
        String phase = random.nextInt(3) == 0 ? "Succeeded" : "Running";
        if (gone) objects.delete(key(Kind.POD, namespace, name));
        else objects.put(pod(namespace, name, phase, address()));
      }
      case 3 -> {
        if (gone) objects.delete(key(Kind.SERVICE_IMPORT, namespace, service));
        else objects.put(serviceImport(namespace, service));
      }
      case 4, 5 -> {
        if (gone) objects.delete(key(Kind.SERVICE, namespace, service));
        else objects.put(service(namespace, service, random.nextBoolean() ? "None" : "10.7.0.1"));
      }
      default -> {
        String name = service + "-" + random.nextInt(SLICES);
        if (gone) objects.delete(key(Kind.ENDPOINT_SLICE, namespace, name));
        else objects.put(slice(namespace, service, name, addresses()));
      }
    }
  }

  private List<String> addresses() {
    List<String> all = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(address() + (random.nextInt(4) == 0 ? "!" : ""));
    }
    return all.stream().distinct().toList();
  }

  private String address() {
    return "10.0.0." + (1 + random.nextInt(ADDRESSES));
  }
}
