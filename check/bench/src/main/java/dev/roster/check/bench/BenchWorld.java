package dev.roster.check.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What all servers serve: 50 namespaces with 20 headless Services of 3 members, and `big.ns-1`
/// with 50; for the mix of clusters 20 Services with a cluster IP in each namespace as well.
/// Written as Kubernetes objects, as a zone file and as Unbound's local data.
record BenchWorld(boolean withClusterIps) {
  static final int NAMESPACES = 50;
  static final int SERVICES = 20;
  static final int MEMBERS = 3;
  static final int BIG_MEMBERS = 50;
  static final String ZONE = "cluster.local.";

  private static final int TTL = 5;

  /// A headless Service.
  record Service(String name, String namespace, int members, int network) {
    String domain() {
      return name + "." + namespace + ".svc." + ZONE;
    }

    String member(int index) {
      return name + "-" + index;
    }

    String address(int index) {
      return "10." + (64 + network / 256) + "." + network % 256 + "." + (index + 1);
    }
  }

  /// All headless Services.
  List<Service> services() {
    List<Service> all = new ArrayList<>();
    for (int namespace = 0; namespace < NAMESPACES; namespace++) {
      for (int i = 0; i < SERVICES; i++) {
        all.add(new Service("svc-" + i, "ns-" + namespace, MEMBERS, all.size()));
      }
    }
    all.add(new Service("big", "ns-1", BIG_MEMBERS, all.size()));
    return all;
  }

  /// A `List` of Kubernetes objects.
  void writeObjects(Path file) throws IOException {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < NAMESPACES; i++) {
      items.add(
          "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"ns-%s\"}}"
              .formatted(i));
    }
    for (Service service : services()) {
      items.add(service(service.name(), service.namespace(), "None"));
      items.add(slice(service));
    }
    for (int i = 0; withClusterIps && i < NAMESPACES * SERVICES; i++) {
      String address = "10.96." + (i / 200 + 1) + "." + (i % 200 + 1);
      items.add(service("web-" + i % SERVICES, "ns-" + i / SERVICES, address));
    }
    Files.writeString(
        file,
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n"
            + String.join(",\n", items)
            + "\n]}\n");
  }

  private static String service(String name, String namespace, String address) {
    return """
    {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s"},\
    "spec":{"type":"ClusterIP","clusterIP":"%s","clusterIPs":["%s"],"selector":{"app":"%s"},\
    "ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":80}]}}\
    """
        .formatted(name, namespace, address, address, name);
  }

  private static String slice(Service service) {
    List<String> endpoints = new ArrayList<>();
    for (int i = 0; i < service.members(); i++) {
      endpoints.add(
          """
          {"addresses":["%s"],"hostname":"%s","nodeName":"node-%d","conditions":{"ready":true},\
          "targetRef":{"kind":"Pod","namespace":"%s","name":"%s"}}\
          """
              .formatted(
                  service.address(i),
                  service.member(i),
                  i,
                  service.namespace(),
                  service.member(i)));
    }
    return """
    {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"%s-1",\
    "namespace":"%s","labels":{"kubernetes.io/service-name":"%s"}},"addressType":"IPv4",\
    "ports":[{"name":"http","protocol":"TCP","port":80}],"endpoints":[%s]}\
    """
        .formatted(
            service.name(), service.namespace(), service.name(), String.join(",", endpoints));
  }

  /// A zone file.
  void writeZone(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      for (String record : records()) out.write(record + "\n");
    }
  }

  /// Unbound's `local-data`, a line each.
  void writeLocalData(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("server:\nlocal-zone: \"" + ZONE + "\" static\n");
      for (String record : records()) out.write("local-data: \"" + record + "\"\n");
    }
  }

  /// Everything as lines of a zone file, all names absolute.
  private List<String> records() {
    List<String> all = new ArrayList<>();
    all.add(
        "%s %d IN SOA ns.dns.%s hostmaster.%s 1 7200 1800 86400 5"
            .formatted(ZONE, TTL, ZONE, ZONE));
    all.add("%s %d IN NS ns.dns.%s".formatted(ZONE, TTL, ZONE));
    all.add("ns.dns.%s %d IN A 10.96.0.10".formatted(ZONE, TTL));
    for (Service service : services()) {
      String name = service.domain();
      for (int i = 0; i < service.members(); i++) {
        String member = service.member(i) + "." + name;
        all.add("%s %d IN A %s".formatted(name, TTL, service.address(i)));
        all.add("%s %d IN A %s".formatted(member, TTL, service.address(i)));
        all.add("_http._tcp.%s %d IN SRV 0 33 80 %s".formatted(name, TTL, member));
      }
    }
    return all;
  }
}
