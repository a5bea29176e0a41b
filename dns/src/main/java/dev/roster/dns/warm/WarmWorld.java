package dev.roster.dns.warm;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A small catalog with one of everything, and questions about it: every kind of answer, with and
/// without EDNS, whole and truncated.
final class WarmWorld {
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int TXT = 16;
  private static final int AAAA = 28;
  private static final int SRV = 33;
  private static final int MEMBERS = 60;
  private static final List<Port> PORTS = List.of(new Port("http", "tcp", 80));
  private static final byte[] OPT = {0, 0, 41, 0x04, (byte) 0xd0, 0, 0, 0, 0, 0, 0};
  private static final String BEHIND = ".warm.svc.cluster.local";

  private WarmWorld() {}

  /// The catalog, of an incarnation that no other has.
  static Catalog catalog() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact.NamespaceFact(key(Kind.NAMESPACE, "", "warm"), Map.of()));
    facts.add(service("few", ServiceFact.Type.HEADLESS, List.of(), ""));
    facts.add(service("many", ServiceFact.Type.HEADLESS, List.of(), ""));
    facts.add(service("none", ServiceFact.Type.HEADLESS, List.of(), ""));
    List<IpAddress> virtual = List.of(IpAddress.of("10.96.0.1"), IpAddress.of("fd00::1"));
    facts.add(service("web", ServiceFact.Type.CLUSTER_IP, virtual, ""));
    facts.add(service("far", ServiceFact.Type.EXTERNAL_NAME, List.of(), "far.example.org"));
    facts.add(slice("few", "10.1.0.", 3));
    facts.add(slice("few", "fd01::", 3));
    facts.add(slice("many", "10.2.0.", MEMBERS));
    ObjectKey pod = key(Kind.POD, "warm", "few-1");
    facts.add(new Fact.PodFact(pod, List.of(IpAddress.of("10.1.0.1")), Map.of()));
    List<CatalogEdit> steps = new ArrayList<>();
    for (Fact fact : facts) steps.add(new CatalogEdit.Put(fact));
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD)) {
      steps.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
    }
    return Catalog.empty(0).edit(steps, 0).next();
  }

  private static ObjectKey key(Kind kind, String namespace, String name) {
    return ObjectKey.local(kind, namespace, name);
  }

  private static Fact service(
      String name, ServiceFact.Type type, List<IpAddress> addresses, String target) {
    ObjectKey key = key(Kind.SERVICE, "warm", name);
    return new ServiceFact(key, "", type, addresses, target, false, PORTS, Map.of());
  }

  private static Fact slice(String service, String network, int members) {
    List<EndpointFact> endpoints = new ArrayList<>();
    for (int i = 1; i <= members; i++) {
      String name = service + "-" + i;
      endpoints.add(
          new EndpointFact(
              List.of(IpAddress.of(network + i)),
              true,
              true,
              false,
              name,
              name,
              "",
              "node",
              "zone"));
    }
    ObjectKey key = key(Kind.ENDPOINT_SLICE, "warm", service + "-" + network.length());
    return new SliceFact(key, service, PORTS, endpoints, Map.of());
  }

  /// The questions, as messages.
  static List<byte[]> questions() {
    List<byte[]> all = new ArrayList<>();
    for (boolean edns : new boolean[] {false, true}) {
      for (String service : List.of("few", "many", "none", "web", "far", "missing")) {
        for (int type : new int[] {A, AAAA, SRV}) all.add(message(service + BEHIND, type, edns));
      }
      all.add(message("few-1.few" + BEHIND, A, edns));
      all.add(message("FEW-1.Few" + BEHIND, AAAA, edns));
      all.add(message("few-9.few" + BEHIND, A, edns));
      all.add(message("_http._tcp.few" + BEHIND, SRV, edns));
      all.add(message("_http._tcp.many" + BEHIND, SRV, edns));
      all.add(message("10-1-0-1.warm.pod.cluster.local", A, edns));
      all.add(message("1.0.1.10.in-addr.arpa", PTR, edns));
      all.add(message("9.9.9.10.in-addr.arpa", PTR, edns));
      all.add(message("1" + ".0".repeat(27) + ".1.0.d.f.ip6.arpa", PTR, edns));
      all.add(message("dns-version.cluster.local", TXT, edns));
      all.add(message("few" + BEHIND + BEHIND, A, edns));
      all.add(message("example.org" + BEHIND, AAAA, edns));
      all.add(message("example.org.svc.cluster.local", A, edns));
      all.add(message("example.org.cluster.local", AAAA, edns));
      all.add(message("example.org", A, edns));
    }
    return all;
  }

  private static byte[] message(String name, int type, boolean edns) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    bytes.writeBytes(new byte[] {7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte) (edns ? 1 : 0)});
    for (String label : name.split("\\.", -1)) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
    if (edns) bytes.writeBytes(OPT);
    return bytes.toByteArray();
  }
}
