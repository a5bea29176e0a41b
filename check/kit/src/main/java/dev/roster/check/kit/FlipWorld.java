package dev.roster.check.kit;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.ObjectEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Headless Services of 10 endpoints, one of which changes its address: the address holds the
/// number of the change, so that an answer tells which one it knows.
///
/// @param endpoints of all Services
public record FlipWorld(int endpoints) {
  /// Endpoints of each Service.
  public static final int MEMBERS = 10;

  private static final int NAMESPACES = 100;

  /// The first byte of an address that tells a change.
  public static final int CHANGED_NETWORK = 11;

  /// Changes that addresses tell apart.
  public static final int CHANGES = 1 << 24;

  private static final int STRIDE = 7919;
  private static final List<Port> PORTS = List.of(new Port("http", "tcp", 80));

  /// How many there are.
  public int services() {
    return Math.max(1, endpoints / MEMBERS);
  }

  /// The Service of a change: they take turns in an order that is none.
  public int serviceOf(long change) {
    return (int) (change * STRIDE % services());
  }

  /// With its last dot.
  public String domain(int service) {
    return "s" + service + "." + namespace(service) + ".svc.cluster.local.";
  }

  private static String namespace(int service) {
    return "n" + service % NAMESPACES;
  }

  /// All there is before the first change.
  public List<ObjectEvent> events() {
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
  public ObjectEvent change(long number) {
    return new ObjectEvent.Put(changed(number), "");
  }

  /// The slice after a change.
  public SliceFact changed(long number) {
    int low = (int) (number % CHANGES);
    return slice(serviceOf(number), address(CHANGED_NETWORK << 24 | low));
  }

  /// The catalog before the first change.
  public Catalog catalog() {
    LiveCatalog live = new LiveCatalog(1, () -> Instant.EPOCH, () -> 0);
    live.accept(events());
    return live.current();
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
