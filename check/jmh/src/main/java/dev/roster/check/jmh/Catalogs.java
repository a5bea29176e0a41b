package dev.roster.check.jmh;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Catalogs of headless Services `s0.default`, `s1.default`, ... of 10 members each.
final class Catalogs {
  private static final int MEMBERS = 10;
  private static final String NAMESPACE = "default";
  private static final List<Port> PORTS = List.of(new Port("http", "tcp", 80));

  private Catalogs() {}

  static Catalog of(int services) {
    List<Fact> namespaces = new ArrayList<>();
    namespaces.add(
        new Fact.NamespaceFact(ObjectKey.local(Kind.NAMESPACE, "", NAMESPACE), Map.of()));
    List<Fact> all = new ArrayList<>();
    List<Fact> slices = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      all.add(
          new ServiceFact(
              ObjectKey.local(Kind.SERVICE, NAMESPACE, "s" + i),
              "",
              ServiceFact.Type.HEADLESS,
              List.of(),
              "",
              true,
              PORTS,
              Map.of()));
      slices.add(slice(i, 0));
    }
    List<CatalogEdit> edits = new ArrayList<>();
    replace(edits, Kind.NAMESPACE, namespaces);
    replace(edits, Kind.SERVICE, all);
    replace(edits, Kind.ENDPOINT_SLICE, slices);
    for (Kind kind : List.of(Kind.ENDPOINTS, Kind.POD, Kind.NODE, Kind.SERVICE_IMPORT)) {
      replace(edits, kind, List.of());
    }
    return Catalog.empty(1).edit(edits, 1).next();
  }

  private static void replace(List<CatalogEdit> edits, Kind kind, List<Fact> all) {
    edits.add(new CatalogEdit.Replace(ObjectKey.LOCAL, kind, all));
    edits.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
  }

  /// The slice of a Service, whose first member has this number in its address; 0 for that before
  /// the first change.
  static SliceFact slice(int service, int number) {
    String name = "s" + service;
    List<EndpointFact> endpoints = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      boolean changed = i == 0 && number > 0;
      int bits = changed ? 11 << 24 | number & 0xff_ffff : 10 << 24 | service * MEMBERS + i;
      byte[] address = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
      endpoints.add(
          new EndpointFact(
              List.of(IpAddress.of(address)),
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
        ObjectKey.local(Kind.ENDPOINT_SLICE, NAMESPACE, name + "-1"),
        name,
        PORTS,
        PackedEndpoints.of(endpoints),
        Map.of());
  }
}
