package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.catalog.Lookup.Basis;
import dev.roster.core.catalog.ZoneOptions.PodMode;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.wire.RecordType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A DNS test reads like dig: name, type, what is said. The cases of other projects are in the
/// engine's tests; here is what only this catalog has, and one of each kind.
class LookupTest {
  private static final Catalog CATALOG =
      Facts.catalog(
          Facts.namespace("empty"),
          Facts.headless("prod", "db", "pg/tcp/5432"),
          Facts.slice(
              "prod",
              "db-1",
              "db",
              "pg/tcp/15432",
              "10.0.0.1 hostname=db-0, 10.0.0.2 hostname=db-1, 10.0.0.3 hostname=db-2 notready,"
                  + " 10.0.0.9"),
          Facts.slice("prod", "db-2", "db", "pg/tcp/15432", "fd00::1 hostname=db-0"),
          Facts.set("prod", "db", "db", 0, 5),
          Facts.clusterIp("prod", "web", "10.96.0.1 fd00:96::1", "http/tcp/80 https/tcp/443"),
          Facts.slice("prod", "web-1", "web", "http/tcp/8080", "10.0.1.1 target=web-abc"),
          Facts.external("prod", "ext", "www.example.com"),
          Facts.external("prod", "alias", "Web.prod.svc.cluster.local"),
          Facts.external("prod", "chain", "ext.prod.svc.cluster.local"),
          Facts.external("prod", "loop", "loop2.prod.svc.cluster.local"),
          Facts.external("prod", "loop2", "loop.prod.svc.cluster.local"),
          Facts.external("prod", "dangling", "nope.prod.svc.cluster.local"),
          Facts.headless("prod", "void", "a/tcp/1"),
          Facts.slice("prod", "orphan-1", "orphan", "", "10.0.2.1 hostname=o"),
          Facts.slice("prod", "stray", "", "", "10.0.3.1"),
          Facts.pod("prod", "web-abc", "10.0.1.1 fd00::7"));

  private static void check(ZoneOptions options, String table) {
    table
        .lines()
        .forEach(line -> {
          List<String> row = List.of(line.split("\\|", -1));
          List<String> question = List.of(row.get(0).strip().split(" +", -1));
          assertThat(Facts.ask(CATALOG, options, question.get(0), question.get(1)))
              .as(line)
              .isEqualTo(row.get(1).strip());
        });
  }

  @Test
  void headless() {
    check(
        Facts.OPTIONS,
        """
        db.prod.svc.cluster.local A                    | 10.0.0.1, 10.0.0.2, 10.0.0.9
        db.prod.svc.cluster.local AAAA                 | fd00::1
        db-0.db.prod.svc.cluster.local A               | 10.0.0.1
        DB-0.DB.prod.svc.cluster.local AAAA            | fd00::1
        db-1.db.prod.svc.cluster.local AAAA            | NODATA
        10-0-0-9.db.prod.svc.cluster.local A           | 10.0.0.9
        10-0-0-1.db.prod.svc.cluster.local A           | NXDOMAIN
        _pg._tcp.db-0.db.prod.svc.cluster.local SRV    | NXDOMAIN
        _pg._udp.db.prod.svc.cluster.local SRV         | NXDOMAIN
        _tcp.db.prod.svc.cluster.local SRV             | NXDOMAIN
        db-0.db.prod.svc.cluster.local SRV             | 0 50 15432 db-0.db.prod.svc.cluster.local. + 10.0.0.1, fd00::1
        db.prod.svc.cluster.local MX                   | NODATA
        db.prod.svc.cluster.local TXT                  | NODATA
        1.0.0.10.in-addr.arpa PTR                      | db-0.db.prod.svc.cluster.local.
        9.0.0.10.in-addr.arpa PTR                      | 10-0-0-9.db.prod.svc.cluster.local.
        3.0.0.10.in-addr.arpa PTR                      | NXDOMAIN
        """);
  }

  @Test
  void clusterIp() {
    check(
        Facts.OPTIONS,
        """
        web.prod.svc.cluster.local A                   | 10.96.0.1
        web.prod.svc.cluster.local AAAA                | fd00:96::1
        _http._tcp.web.prod.svc.cluster.local SRV      | 0 50 80 web.prod.svc.cluster.local. + 10.96.0.1, fd00:96::1
        10-0-1-1.web.prod.svc.cluster.local A          | 10.0.1.1
        1.0.96.10.in-addr.arpa PTR                     | web.prod.svc.cluster.local.
        1.1.0.10.in-addr.arpa PTR                      | 10-0-1-1.web.prod.svc.cluster.local.
        1.1.0.10.in-addr.arpa A                        | NXDOMAIN
        1.0.10.in-addr.arpa PTR                        | NXDOMAIN
        in-addr.arpa PTR                               | NODATA
        web.prod.svc.in-addr.arpa A                    | NXDOMAIN
        """);
  }

  @Test
  void aliases() {
    check(
        Facts.OPTIONS,
        """
        ext.prod.svc.cluster.local A        | CNAME www.example.com. -> www.example.com.
        ext.prod.svc.cluster.local CNAME    | CNAME www.example.com.
        ext.prod.svc.cluster.local SRV      | NODATA
        ext.prod.svc.cluster.local TXT      | NODATA
        x.ext.prod.svc.cluster.local A      | NXDOMAIN
        alias.prod.svc.cluster.local A      | CNAME Web.prod.svc.cluster.local., 10.96.0.1
        chain.prod.svc.cluster.local AAAA   | CNAME ext.prod.svc.cluster.local., CNAME www.example.com. -> www.example.com.
        loop.prod.svc.cluster.local A       | NODATA
        dangling.prod.svc.cluster.local A   | NODATA
        """);
  }

  @Test
  void nodes() {
    check(
        Facts.OPTIONS,
        """
        cluster.local A                     | NODATA
        cluster.local TXT                   | NXDOMAIN
        cluster.local SOA                   | SOA
        svc.cluster.local A                 | NODATA
        pod.cluster.local A                 | NODATA
        empty.svc.cluster.local A           | NODATA
        prod.svc.cluster.local A            | NODATA
        nope.svc.cluster.local A            | NXDOMAIN
        nope.svc.cluster.local SOA          | NODATA
        prod.svc.cluster.local TXT          | NXDOMAIN
        prod.pod.cluster.local A            | NXDOMAIN
        dns-version.cluster.local TXT       | 1.1.0
        dns-version.cluster.local A         | NXDOMAIN
        """);
  }

  @Test
  void aDotInsideALabelSeparatesNothing() {
    check(
        Facts.OPTIONS,
        """
        db-0\\.db.prod.svc.cluster.local A   | NXDOMAIN
        db\\.prod.svc.cluster.local A        | NXDOMAIN
        db.prod\\.svc.cluster.local A        | NXDOMAIN
        10\\.0\\.0\\.9.db.prod.svc.cluster.local A | NXDOMAIN
        """);
  }

  @Test
  void namesThatWillBeOwnedAreDeclared() {
    check(
        Facts.OPTIONS,
        """
        db-2.db.prod.svc.cluster.local A     | NXDOMAIN declared
        db-4.db.prod.svc.cluster.local AAAA  | NXDOMAIN declared
        db-5.db.prod.svc.cluster.local A     | NXDOMAIN
        db-04.db.prod.svc.cluster.local A    | NXDOMAIN
        db-.db.prod.svc.cluster.local A      | NXDOMAIN
        db.db.prod.svc.cluster.local A       | NXDOMAIN
        void.prod.svc.cluster.local A        | NXDOMAIN
        orphan.prod.svc.cluster.local A      | NXDOMAIN declared
        o.orphan.prod.svc.cluster.local A    | NXDOMAIN declared
        """);
  }

  @Test
  void slicesOfNoServiceNameAddressesOnly() {
    check(
        Facts.OPTIONS,
        """
        1.2.0.10.in-addr.arpa PTR            | o.orphan.prod.svc.cluster.local.
        1.3.0.10.in-addr.arpa PTR            | NXDOMAIN
        """);
  }

  @Test
  void pods() {
    check(
        Facts.OPTIONS.withPods(PodMode.INSECURE),
        """
        10-7-7-7.prod.pod.cluster.local A           | 10.7.7.7
        10-7-7-7.prod.pod.cluster.local AAAA        | NODATA
        2001-db8-0-0-0-0-0-1.prod.pod.cluster.local AAAA | 2001:db8::1
        10-7-7-7.nope.pod.cluster.local A           | NXDOMAIN
        prod.pod.cluster.local A                    | NODATA
        """);
    check(
        Facts.OPTIONS.withPods(PodMode.VERIFIED),
        """
        10-0-1-1.prod.pod.cluster.local A           | 10.0.1.1
        10-0-1-1.empty.pod.cluster.local A          | NXDOMAIN
        fd00--7.prod.pod.cluster.local AAAA         | NXDOMAIN
        10-7-7-7.prod.pod.cluster.local A           | NXDOMAIN
        """);
  }

  @Test
  void namespacesThatAreNotShown() {
    check(
        Facts.OPTIONS.withNamespaces(Set.of("empty")),
        """
        db.prod.svc.cluster.local A          | NXDOMAIN
        db-2.db.prod.svc.cluster.local A     | NXDOMAIN
        prod.svc.cluster.local A             | NXDOMAIN
        empty.svc.cluster.local A            | NODATA
        1.0.0.10.in-addr.arpa PTR            | NXDOMAIN
        """);
  }

  @Test
  void nothingIsDeniedBeforeAllIsTold() {
    Catalog catalog = Facts.put(Catalog.empty(1), Facts.headless("prod", "db", "")).next();
    for (Kind kind : List.of(Kind.SERVICE, Kind.NAMESPACE)) {
      catalog = catalog.edit(List.of(new CatalogEdit.Synced(ObjectKey.LOCAL, kind)), 1).next();
    }
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "nope.prod.svc.cluster.local", "A"))
        .isEqualTo("SERVFAIL");
    // Slices are needed only where members are shown.
    ZoneOptions memberless =
        new ZoneOptions(
            Facts.OPTIONS.zones(), Set.of(), PodMode.DISABLED, 5, false, true, false, "");
    assertThat(Facts.ask(catalog, memberless, "nope.prod.svc.cluster.local", "A"))
        .isEqualTo("NXDOMAIN");
    assertThat(Lookup.isSynced(catalog, memberless)).isTrue();
    Catalog.Change synced =
        catalog.edit(List.of(new CatalogEdit.Synced(ObjectKey.LOCAL, Kind.ENDPOINT_SLICE)), 1);
    assertThat(synced.visible()).isTrue();
    assertThat(Facts.ask(synced.next(), Facts.OPTIONS, "nope.prod.svc.cluster.local", "A"))
        .isEqualTo("NXDOMAIN");
    // Pods are needed only where they are shown.
    assertThat(
            Facts.ask(
                synced.next(),
                Facts.OPTIONS.withPods(PodMode.VERIFIED),
                "nope.prod.svc.cluster.local",
                "A"))
        .isEqualTo("SERVFAIL");
  }

  @Test
  void answersSayWhatTheyDeriveFrom() {
    assertThat(basis("db.prod.svc.cluster.local")).isInstanceOf(Basis.OfRoster.class);
    assertThat(basis("db-4.db.prod.svc.cluster.local")).isInstanceOf(Basis.OfRoster.class);
    assertThat(basis("alias.prod.svc.cluster.local"))
        .isInstanceOfSatisfying(
            Basis.OfRosters.class,
            it ->
                assertThat(it.rosters().stream().map(Roster::key))
                    .containsExactly(
                        ServiceKey.local("prod", "alias"), ServiceKey.local("prod", "web")));
    assertThat(basis("nope.prod.svc.cluster.local")).isEqualTo(new Basis.OfCatalog());
  }

  private static Basis basis(String name) {
    Name zone = Name.of("cluster.local");
    return Lookup.find(CATALOG, Facts.OPTIONS, zone, Name.of(name), RecordType.A, List.of())
        .basis();
  }

  @Test
  void theServersOwnNames() {
    Name zone = Name.of("cluster.local");
    List<IpAddress> member = List.of(IpAddress.of("10.0.1.1"));
    List<IpAddress> stranger = List.of(IpAddress.of("192.0.2.1"), IpAddress.of("127.0.0.1"));
    List<IpAddress> loopback = List.of(IpAddress.of("127.0.0.1"));
    assertThat(servers(zone, member))
        .isEqualTo("web.prod.svc.cluster.local. + 10.96.0.1 fd00:96::1");
    assertThat(servers(zone, stranger)).isEqualTo("ns.dns.cluster.local. + 192.0.2.1");
    assertThat(servers(zone, loopback)).isEqualTo("ns.dns.cluster.local. + 127.0.0.1");
    assertThat(Lookup.nameServers(CATALOG, Facts.OPTIONS, zone, List.of()))
        .isEqualTo(new Answer.NoData());
    Name self = Name.of("ns.dns.cluster.local");
    assertThat(Lookup.find(CATALOG, Facts.OPTIONS, zone, self, RecordType.A, stranger).answer())
        .isInstanceOfSatisfying(Answer.Records.class, it -> assertThat(it.answers()).hasSize(1));
    assertThat(Lookup.find(CATALOG, Facts.OPTIONS, zone, self, RecordType.A, loopback).answer())
        .isEqualTo(new Answer.NoData());
  }

  private static String servers(Name zone, List<IpAddress> own) {
    Answer.Records records = (Answer.Records) Lookup.nameServers(CATALOG, Facts.OPTIONS, zone, own);
    StringBuilder text = new StringBuilder();
    records
        .answers()
        .forEach(it -> text.append(((dev.roster.core.wire.RecordData.Ns) it.data()).host()));
    text.append(" +");
    records
        .additionals()
        .forEach(it ->
            text.append(' ')
                .append(((dev.roster.core.wire.RecordData.Address) it.data()).address()));
    return text.toString();
  }

  @Test
  void ofSeveralOriginsTheFirstThatHasTheServiceAnswers() {
    Fact.ServiceFact other =
        new Fact.ServiceFact(
            new ObjectKey("alpha", Kind.SERVICE, "prod", "web"),
            "",
            Fact.ServiceFact.Type.CLUSTER_IP,
            Facts.addresses("10.97.0.1"),
            "",
            true,
            List.of(),
            Map.of());
    Catalog catalog = Facts.put(CATALOG, other).next();
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "web.prod.svc.cluster.local", "A"))
        .isEqualTo("10.97.0.1");
    ZoneOptions local =
        new ZoneOptions(
            Facts.OPTIONS.zones(), Set.of(), PodMode.DISABLED, 5, false, false, false, "local");
    assertThat(Facts.ask(catalog, local, "web.prod.svc.cluster.local", "A")).isEqualTo("10.96.0.1");
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "db.prod.svc.cluster.local", "AAAA"))
        .isEqualTo("fd00::1");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> Facts.OPTIONS.withTtlSeconds(3601))
        .hasMessage("ttl is 3601 (expected: 0..3600)");
    assertThatThrownBy(() -> ZoneOptions.of(Name.of("10.in-addr.arpa")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ZoneOptions.of(Name.of("10.in-addr.arpa"), Name.of("b.test")).primaryZone())
        .isEqualTo(Name.of("b.test"));
  }
}
