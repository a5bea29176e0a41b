package dev.roster.check.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.UUID;

/// A JSON `List` of many headless Services with one slice each, written as `kubectl get -o json`
/// prints what a controller made: hostname, node, zone, conditions and the Pod behind it of every
/// endpoint. The same seed writes the same bytes, but for nothing is held.
///
/// @param services how many
/// @param members endpoints of each
/// @param seed of UIDs and nodes; another one makes another object of each slice
record BigList(int services, int members, long seed) {
  /// The Service that tells which list is served: its one member is named by the seed.
  static final String MARK = "mark.ns-0.svc.cluster.local.";

  private static final int SERVICES_PER_NAMESPACE = 100;
  private static final int ENDPOINTS_PER_NODE = 200;
  private static final int ZONES = 3;

  /// The name that only this list has.
  String marked() {
    return "seed-" + seed + "." + MARK;
  }

  /// A member's name.
  static String member(int service, int index) {
    return name(service) + "-" + index + "." + domain(service);
  }

  /// A Service's name.
  static String domain(int service) {
    return name(service) + "." + namespace(service) + ".svc.cluster.local.";
  }

  private static String name(int service) {
    return "svc-" + service;
  }

  private static String namespace(int service) {
    return "ns-" + service / SERVICES_PER_NAMESPACE;
  }

  private static String address(int endpoint) {
    return "10." + (endpoint >> 16 & 0xff) + "." + (endpoint >> 8 & 0xff) + "." + (endpoint & 0xff);
  }

  /// Writes the file, an object at a time.
  void write(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{},\"items\":[\n");
      for (int i = 0; i < services; i += SERVICES_PER_NAMESPACE) {
        out.write(
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}},\n"
                .formatted(namespace(i)));
      }
      for (int i = 0; i < services; i++) {
        out.write(service(name(i), namespace(i), random));
        out.write(slice(i, random));
      }
      out.write(service("mark", namespace(0), random));
      out.write(sliceHead("mark", namespace(0), random));
      out.write(endpoint("seed-" + seed, "127.1.0.1", namespace(0), 1, random));
      out.write("]}\n]}\n");
    }
  }

  private String slice(int service, SplittableRandom random) {
    StringBuilder text = new StringBuilder(sliceHead(name(service), namespace(service), random));
    int nodes = Math.max(1, services * members / ENDPOINTS_PER_NODE);
    for (int i = 0; i < members; i++) {
      String name = name(service) + "-" + i;
      String address = address(service * members + i + 1);
      if (i > 0) text.append(',');
      text.append(endpoint(name, address, namespace(service), random.nextInt(nodes), random));
    }
    return text.append("]},\n").toString();
  }

  private static String service(String name, String namespace, SplittableRandom random) {
    return """
    {"apiVersion":"v1","kind":"Service","metadata":{"creationTimestamp":"2026-01-02T03:04:05Z",\
    "labels":{"app":"%s"},"name":"%s","namespace":"%s","resourceVersion":"%d","uid":"%s"},\
    "spec":{"clusterIP":"None","clusterIPs":["None"],"internalTrafficPolicy":"Cluster",\
    "ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","ports":[{"name":"http","port":80,\
    "protocol":"TCP","targetPort":80}],"selector":{"app":"%s"},"sessionAffinity":"None",\
    "type":"ClusterIP"},"status":{"loadBalancer":{}}},
    """
        .formatted(name, name, namespace, random.nextInt(1, 1 << 30), uid(random), name);
  }

  private static String sliceHead(String service, String namespace, SplittableRandom random) {
    return """
    {"addressType":"IPv4","apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{\
    "labels":{"app":"%s","endpointslice.kubernetes.io/managed-by":\
    "endpointslice-controller.k8s.io","kubernetes.io/service-name":"%s"},"name":"%s-x7k2p",\
    "namespace":"%s","resourceVersion":"%d","uid":"%s"},\
    "ports":[{"name":"http","port":80,"protocol":"TCP"}],"endpoints":[\
    """
        .formatted(service, service, service, namespace, random.nextInt(1, 1 << 30), uid(random));
  }

  private static String endpoint(
      String name, String address, String namespace, int node, SplittableRandom random) {
    return """
    {"addresses":["%s"],"conditions":{"ready":true,"serving":true,"terminating":false},\
    "hostname":"%s","nodeName":"node-%d","targetRef":{"kind":"Pod","name":"%s",\
    "namespace":"%s","uid":"%s"},"zone":"zone-%d"}\
    """
        .formatted(address, name, node, name, namespace, uid(random), node % ZONES);
  }

  private static String uid(SplittableRandom random) {
    return new UUID(
            (random.nextLong() & ~0xf000L) | 0x4000L,
            (random.nextLong() & ~(3L << 62)) | (1L << 63))
        .toString();
  }
}
