package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Catalogs for tests.
public final class Worlds {
  /// When they were made, in unix seconds.
  public static final long MADE = 1_700_000_000L;

  private static final List<Port> PORTS =
      List.of(new Port("pg", "tcp", 5432), new Port("http", "tcp", 8080));

  private Worlds() {}

  /// Namespaces `default` and `prod`; in both: `db`, headless with three members `db-0..2` of both
  /// families; `one`, headless with one; `none`, headless without members; `web`, ClusterIP; `big`,
  /// headless with 400; `out` and `in`, ExternalName, to `www.example.com` and to `db`.
  public static Catalog small() {
    List<CatalogEdit> steps = new ArrayList<>();
    for (String namespace : List.of("default", "prod")) {
      steps.add(put(new NamespaceFact(key(Kind.NAMESPACE, "", namespace), Map.of())));
      members(steps, namespace, "db", 3, 1);
      members(steps, namespace, "one", 1, 20);
      members(steps, namespace, "none", 0, 0);
      members(steps, namespace, "big", 400, 256);
      steps.add(service(namespace, "web", ServiceFact.Type.CLUSTER_IP, List.of("10.96.0.10"), ""));
      steps.add(
          service(namespace, "out", ServiceFact.Type.EXTERNAL_NAME, List.of(), "www.example.com"));
      steps.add(
          service(
              namespace,
              "in",
              ServiceFact.Type.EXTERNAL_NAME,
              List.of(),
              "db." + namespace + ".svc.cluster.local"));
    }
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD)) {
      steps.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
    }
    return Catalog.empty(1).edit(steps, MADE).next();
  }

  /// A catalog in which one member of `default/db` is gone.
  public static Catalog without(Catalog catalog) {
    List<CatalogEdit> steps = new ArrayList<>();
    members(steps, "default", "db", 2, 1);
    return catalog.edit(steps, MADE + 10).next();
  }

  /// Of a Service and its one slice.
  public static void members(
      List<CatalogEdit> steps, String namespace, String name, int count, int first) {
    steps.add(service(namespace, name, ServiceFact.Type.HEADLESS, List.of(), ""));
    List<EndpointFact> v4 = new ArrayList<>();
    List<EndpointFact> v6 = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = first + i;
      String hostname = name + "-" + i;
      v4.add(endpoint("10.1." + number / 256 + "." + number % 256, hostname));
      v6.add(endpoint("2001:db8::" + Integer.toHexString(number), hostname));
    }
    steps.add(slice(namespace, name, "4", v4));
    steps.add(slice(namespace, name, "6", v6));
  }

  private static EndpointFact endpoint(String address, String hostname) {
    return new EndpointFact(
        List.of(IpAddress.of(address)), true, true, false, hostname, "", "", "", "");
  }

  private static CatalogEdit slice(
      String namespace, String name, String suffix, List<EndpointFact> endpoints) {
    ObjectKey key = key(Kind.ENDPOINT_SLICE, namespace, name + "-" + suffix);
    return put(new SliceFact(key, name, PORTS, endpoints, Map.of()));
  }

  private static CatalogEdit service(
      String namespace,
      String name,
      ServiceFact.Type type,
      List<String> addresses,
      String external) {
    return put(
        new ServiceFact(
            key(Kind.SERVICE, namespace, name),
            "",
            type,
            addresses.stream().map(IpAddress::of).toList(),
            external,
            true,
            PORTS,
            Map.of()));
  }

  private static CatalogEdit put(Fact fact) {
    return new CatalogEdit.Put(fact);
  }

  private static ObjectKey key(Kind kind, String namespace, String name) {
    return ObjectKey.local(kind, namespace, name);
  }
}
