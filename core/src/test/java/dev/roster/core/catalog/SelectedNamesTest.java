package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Names of zones and of clusters, members that are names, and what selectors leave.
class SelectedNamesTest {
  private static final String DB = "db.prod.svc.cluster.local";
  private static final LabelSelector GOLD = LabelSelector.ofLabels(Map.of("tier", "gold"));

  private static ServiceFact labelled(ServiceFact fact, Map<String, String> labels) {
    return new ServiceFact(
        fact.key(), "", fact.type(), fact.clusterIps(), "", true, fact.ports(), labels);
  }

  private static SliceFact labelled(SliceFact fact, Map<String, String> labels) {
    return new SliceFact(fact.key(), fact.service(), fact.ports(), fact.endpoints(), labels);
  }

  @Test
  void zonesPinOrPrefer() {
    Catalog catalog =
        Facts.catalog(
            Facts.headless("prod", "db", ""),
            Facts.clusterIp("prod", "web", "10.96.0.1", ""),
            Facts.slice("prod", "a", "db", "", "10.0.0.1 zone=Eu.A, 10.0.0.2 zone=b, 10.0.0.3"));
    ZoneOptions zonal = Facts.OPTIONS.withZonal();
    assertThat(Facts.ask(catalog, zonal, "eu.a.pin._zone." + DB, "A")).isEqualTo("10.0.0.1");
    assertThat(Facts.ask(catalog, zonal, "b.prefer._zone." + DB, "A")).isEqualTo("10.0.0.2");
    assertThat(Facts.ask(catalog, zonal, "c.prefer._zone." + DB, "A"))
        .isEqualTo("10.0.0.1, 10.0.0.2, 10.0.0.3");
    for (String type : List.of("A", "TXT", "HTTPS")) {
      assertThat(Facts.ask(catalog, zonal, "c.pin._zone." + DB, type)).isEqualTo("NODATA");
    }
    assertThat(Facts.ask(catalog, zonal, "b.near._zone." + DB, "A")).isEqualTo("NXDOMAIN");
    String web = "b.pin._zone.web.prod.svc.cluster.local";
    assertThat(Facts.ask(catalog, zonal, web, "A")).isEqualTo("NXDOMAIN");
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "b.pin._zone." + DB, "A")).isEqualTo("NXDOMAIN");
  }

  @Test
  void importsHaveMembersOfManyClusters() {
    ServiceFact headless =
        new ServiceFact(
            new ObjectKey(ObjectKey.LOCAL, Kind.SERVICE_IMPORT, "prod", "db"),
            "",
            ServiceFact.Type.HEADLESS,
            List.of(),
            "",
            false,
            List.of(),
            Map.of());
    Catalog catalog =
        Facts.catalog(
            headless,
            Facts.namespace("prod"),
            imported("a", "east", "10.0.0.1 hostname=db-0"),
            imported("b", "west", "10.0.0.2 hostname=db-0, 10.0.0.3 notready"));
    catalog =
        catalog
            .edit(List.of(new CatalogEdit.Synced(ObjectKey.LOCAL, Kind.SERVICE_IMPORT)), 200)
            .next()
            .settled(201);
    Name set = Name.of("clusterset.local");
    ZoneOptions options =
        ZoneOptions.of(Name.of("cluster.local"), set, Name.of("in-addr.arpa"))
            .withImportZones(Set.of(set));
    String db = "db.prod.svc.clusterset.local";
    assertThat(Facts.ask(catalog, options, db, "A")).isEqualTo("10.0.0.1, 10.0.0.2");
    assertThat(Facts.ask(catalog, options, "db-0.WEST." + db, "A")).isEqualTo("10.0.0.2");
    assertThat(Facts.ask(catalog, options, "_pg._tcp." + db, "SRV"))
        .startsWith("0 50 5432 db-0.east." + db + "., 0 50 5432 db-0.west." + db);
    assertThat(Facts.ask(catalog, options, "db-0." + db, "A")).startsWith("NXDOMAIN");
    assertThat(Facts.ask(catalog, options, DB, "A")).isEqualTo("NXDOMAIN");
    assertThat(Facts.ask(catalog, options, "1.0.0.10.in-addr.arpa", "PTR")).isEqualTo("NXDOMAIN");
    Invariants.check(catalog);
    Catalog.Change gone = Facts.delete(catalog, imported("b", "west", ""));
    assertThat(Facts.ask(gone.next(), options, db, "A")).isEqualTo("10.0.0.1");
    assertThat(gone.next().serial()).isEqualTo(catalog.serial());
    assertThat(gone.next().serial(options.aspects(set)))
        .isGreaterThan(catalog.serial(options.aspects(set)));
  }

  private static SliceFact imported(String name, String cluster, String endpoints) {
    return labelled(
        Facts.slice("prod", name, "", "pg/tcp/5432", endpoints),
        Map.of(SliceFact.IMPORT_LABEL, "db", SliceFact.CLUSTER_LABEL, cluster));
  }

  @Test
  void selectorsDecideWhatIsThere() {
    Catalog catalog =
        Facts.catalog(
            new NamespaceFact(ObjectKey.local(Kind.NAMESPACE, "", "prod"), Map.of("tier", "gold")),
            Facts.namespace("team"),
            labelled(Facts.headless("prod", "db", ""), Map.of("tier", "gold")),
            labelled(Facts.slice("prod", "a", "db", "", "10.0.0.1"), Map.of("tier", "gold")),
            Facts.slice("prod", "b", "db", "", "10.0.0.2"),
            Facts.headless("team", "db", ""),
            Facts.slice("team", "c", "db", "", "10.0.0.3"));
    String team = "db.team.svc.cluster.local";
    ZoneOptions labels = Facts.OPTIONS.withLabels(GOLD);
    assertThat(Facts.ask(catalog, labels, DB, "A")).isEqualTo("10.0.0.1");
    assertThat(Facts.ask(catalog, labels, team, "A")).startsWith("NXDOMAIN");
    assertThat(Facts.ask(catalog, labels, "2.0.0.10.in-addr.arpa", "PTR")).isEqualTo("NXDOMAIN");
    ZoneOptions namespaces = Facts.OPTIONS.withNamespaceLabels(GOLD);
    assertThat(Facts.ask(catalog, namespaces, DB, "A")).isEqualTo("10.0.0.1, 10.0.0.2");
    assertThat(Facts.ask(catalog, namespaces, team, "A")).isEqualTo("NXDOMAIN");
    assertThat(Facts.ask(catalog, namespaces, "3.0.0.10.in-addr.arpa", "PTR"))
        .isEqualTo("10-0-0-3." + team + ".");
    Catalog.Change relabelled = Facts.put(catalog, Facts.slice("prod", "a", "db", "", "10.0.0.1"));
    assertThat(relabelled.next().serial()).isEqualTo(catalog.serial());
    assertThat(relabelled.next().serial(labels.aspects(Name.of("cluster.local"))))
        .isGreaterThan(catalog.serial());
  }

  @Test
  void membersMayBeNames() {
    EndpointFact out =
        new EndpointFact(
            List.of(), true, true, false, "", "", "", "", "", List.of(Name.of("h0.example.net")));
    EndpointFact in =
        new EndpointFact(
            List.of(), true, true, false, "h", "", "", "", "", List.of(Name.of("web." + DB)));
    ObjectKey key = ObjectKey.local(Kind.ENDPOINT_SLICE, "prod", "n");
    Catalog catalog =
        Facts.catalog(
            Facts.headless("prod", "db", ""),
            Facts.slice("prod", "a", "db", "", "10.0.0.1 hostname=web"),
            new SliceFact(key, "db", List.of(), List.of(out, in), Map.of()));
    assertThat(Facts.ask(catalog, Facts.OPTIONS, DB, "A"))
        .isEqualTo("10.0.0.1, CNAME h0.example.net. -> h0.example.net.");
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "h0-example-net." + DB, "CNAME"))
        .isEqualTo("CNAME h0.example.net.");
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "h." + DB, "A"))
        .isEqualTo("CNAME web." + DB + "., 10.0.0.1");
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "h." + DB, "AAAA")).isEqualTo("NODATA");
    assertThat(Facts.ask(catalog, Facts.OPTIONS, DB, "SRV")).isEqualTo("NODATA");
    assertThat(IpAddress.parse("h0.example.net")).isEmpty();
  }
}
