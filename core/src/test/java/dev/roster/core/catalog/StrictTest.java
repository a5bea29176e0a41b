package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where RFCs or the specification of Kubernetes' names differ from CoreDNS: what CoreDNS says, and
/// what `strict` says.
class StrictTest {
  private static final Catalog CATALOG =
      Facts.catalog(
          Facts.headless("prod", "db", "pg/tcp/5432"),
          Facts.slice("prod", "db-1", "db", "pg/tcp/15432", "10.0.0.1 hostname=db-0"),
          Facts.headless("prod", "plain", "/tcp/80"),
          Facts.slice("prod", "plain-1", "plain", "/tcp/8080", "10.0.0.4 hostname=p"),
          Facts.clusterIp("prod", "web", "10.96.0.1", "http/tcp/80"),
          Facts.external("prod", "alias", "web.prod.svc.cluster.local"),
          Facts.headless("prod", "void", "a/tcp/1"));

  private static final ZoneOptions COREDNS =
      ZoneOptions.of(Name.of("cluster.local"), Name.of("in-addr.arpa"));

  private static void row(String name, String type, String coreDns, String strict) {
    assertThat(List.of(ask(COREDNS, name, type), ask(COREDNS.withStrict(), name, type)))
        .as(name + " " + type)
        .containsExactly(coreDns, strict);
  }

  private static String ask(ZoneOptions options, String name, String type) {
    return Facts.ask(CATALOG, options, name, type);
  }

  @Test
  void emptyNonTerminalsExist() {
    row("_tcp.db.prod.svc.cluster.local", "A", "NXDOMAIN", "NODATA");
    row("_tcp.web.prod.svc.cluster.local", "SRV", "NXDOMAIN", "NODATA");
    row("_udp.web.prod.svc.cluster.local", "SRV", "NXDOMAIN", "NXDOMAIN");
    row("_tcp.plain.prod.svc.cluster.local", "A", "NXDOMAIN", "NXDOMAIN");
    row("_tcp.void.prod.svc.cluster.local", "A", "NXDOMAIN", "NXDOMAIN");
    row("dns-version.cluster.local", "A", "NXDOMAIN", "NODATA");
    row("0.0.10.in-addr.arpa", "PTR", "NXDOMAIN", "NODATA");
    row("x.0.10.in-addr.arpa", "PTR", "NXDOMAIN", "NXDOMAIN");
  }

  @Test
  void aNameIsThereForAllTypesOrForNone() {
    row("cluster.local", "TXT", "NXDOMAIN", "NODATA");
    row("prod.svc.cluster.local", "TXT", "NXDOMAIN", "NODATA");
    row("nope.prod.svc.cluster.local", "SOA", "NODATA", "NXDOMAIN");
    row("web.prod.svc.cluster.local", "SOA", "NODATA", "NODATA");
    row("1.0.0.10.in-addr.arpa", "A", "NXDOMAIN", "NODATA");
    row("9.0.0.10.in-addr.arpa", "A", "NXDOMAIN", "NXDOMAIN");
  }

  @Test
  void onlyNamedPortsHaveServers() {
    row(
        "plain.prod.svc.cluster.local",
        "SRV",
        "0 100 8080 p.plain.prod.svc.cluster.local. + 10.0.0.4",
        "NODATA");
    row("plain.prod.svc.cluster.local", "A", "10.0.0.4", "10.0.0.4");
  }

  @Test
  void anAliasThatLeadsToNothingOfTheTypeStays() {
    row("alias.prod.svc.cluster.local", "AAAA", "NODATA", "CNAME web.prod.svc.cluster.local.");
  }
}
