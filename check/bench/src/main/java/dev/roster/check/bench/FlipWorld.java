package dev.roster.check.bench;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.ObjectEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Headless Services of 10 endpoints, one of which changes its address: the address holds the
/// number of the change, so that an answer tells which one it knows.
///
/// @param endpoints of all Services
record FlipWorld(int endpoints) {
  static final int MEMBERS = 10;
  static final int NAMESPACES = 100;

  /// The first byte of an address that tells a change.
  static final int CHANGED_NETWORK = 11;

  /// Changes that addresses tell apart.
  static final int CHANGES = 1 << 24;

  private static final int STRIDE = 7919;
  private static final List<Port> PORTS = List.of(new Port("http", "tcp", 80));

  int services() {
    return Math.max(1, endpoints / MEMBERS);
  }

  /// The Service of a change: they take turns in an order that is none.
  int serviceOf(long change) {
    return (int) (change * STRIDE % services());
  }

  /// With its last dot.
  String domain(int service) {
    return "s" + service + "." + namespace(service) + ".svc.cluster.local.";
  }

  private static String namespace(int service) {
    return "n" + service % NAMESPACES;
  }

  /// All there is before the first change.
  List<ObjectEvent> events() {
    List<Fact> namespaces = new ArrayList<>();
    List<Fact> services = new ArrayList<>();
    List<Fact> slices = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < services(); i++) {
      names.add(namespace(i));
      services.add(
          new ServiceFact(
              ObjectKey.local(Kind.SERVICE, namespace(i), "s" + i),
              "",
              ServiceFact.Type.HEADLESS,
              List.of(),
              "",
              true,
              PORTS,
              Map.of()));
      slices.add(slice(i, first(i, 0)));
    }
    for (String name : names) {
      ObjectKey key = ObjectKey.local(Kind.NAMESPACE, "", name);
      namespaces.add(new Fact.NamespaceFact(key, Map.of()));
    }
    List<ObjectEvent> events = new ArrayList<>();
    replace(events, Kind.NAMESPACE, namespaces);
    replace(events, Kind.SERVICE, services);
    replace(events, Kind.ENDPOINT_SLICE, slices);
    for (Kind kind : List.of(Kind.ENDPOINTS, Kind.POD, Kind.NODE, Kind.SERVICE_IMPORT)) {
      replace(events, kind, List.of());
    }
    return events;
  }

  private static void replace(List<ObjectEvent> events, Kind kind, List<Fact> all) {
    events.add(new ObjectEvent.Replace(ObjectKey.LOCAL, kind, all, ""));
    events.add(new ObjectEvent.Synced(ObjectKey.LOCAL, kind));
  }

  /// A change.
  ObjectEvent change(long number) {
    int service = serviceOf(number);
    int low = (int) (number % CHANGES);
    return new ObjectEvent.Put(slice(service, address(CHANGED_NETWORK << 24 | low)), "");
  }

  private static SliceFact slice(int service, IpAddress first) {
    String name = "s" + service;
    List<EndpointFact> endpoints = new ArrayList<>(MEMBERS);
    for (int i = 0; i < MEMBERS; i++) {
      endpoints.add(
          new EndpointFact(
              List.of(i == 0 ? first : first(service, i)),
              true,
              true,
              false,
              name + "-" + i,
              name + "-" + i,
              "",
              "node-" + (service + i) % 1000,
              ""));
    }
    return new SliceFact(
        ObjectKey.local(Kind.ENDPOINT_SLICE, namespace(service), name + "-1"),
        name,
        PORTS,
        PackedEndpoints.of(endpoints),
        Map.of());
  }

  private static IpAddress first(int service, int member) {
    return address(10 << 24 | service * MEMBERS + member);
  }

  private static IpAddress address(int bits) {
    return IpAddress.of(
        new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
  }
}
