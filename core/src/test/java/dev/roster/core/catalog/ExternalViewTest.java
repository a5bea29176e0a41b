package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Zones of `k8s_external`, as questions and as a transfer; what moves their serial.
class ExternalViewTest {
  private static final Name ZONE = Name.of("ext.test");
  private static final List<IpAddress> OWN =
      List.of(IpAddress.of("127.0.0.1"), IpAddress.of("10.9.9.9"));

  private final Catalog catalog =
      Facts.catalog(
          outside(Facts.clusterIp("prod", "web", "10.96.0.1", "http/tcp/80"), "192.0.2.1"),
          outside(Facts.clusterIp("prod", "lb", "10.96.0.2", "http/tcp/80"), "lb.example.net"),
          Facts.clusterIp("prod", "inside", "10.96.0.3", "http/tcp/80"),
          Facts.headless("prod", "db", "pg/tcp/5432"),
          Facts.slice("prod", "a", "db", "pg/tcp/5432", "10.0.0.1 hostname=db-0, 10.0.0.2"),
          Facts.namespace("prod"));

  private static ServiceFact outside(ServiceFact fact, String... externals) {
    return new ServiceFact(
        fact.key(),
        "",
        fact.type(),
        fact.clusterIps(),
        "",
        true,
        fact.ports(),
        fact.labels(),
        List.of(externals));
  }

  @Test
  void answers() {
    check(
        false,
        """
        ext.test                        SOA  | SOA
        ext.test                        NS   | ns1.dns.ext.test. + 10.9.9.9
        ext.test                        A    | NODATA
        dns.ext.test                    A    | NODATA
        ns1.dns.ext.test                A    | 10.9.9.9
        x.dns.ext.test                  A    | NXDOMAIN
        prod.ext.test                   A    | NODATA
        nope.ext.test                   A    | NXDOMAIN
        web.prod.ext.test               A    | 192.0.2.1
        web.prod.ext.test               AAAA | NODATA
        any.web.prod.ext.test           A    | 192.0.2.1
        _http._tcp.web.prod.ext.test    SRV  | 0 100 80 web.prod.ext.test. + 192.0.2.1
        _nope._tcp.web.prod.ext.test    SRV  | NXDOMAIN
        a.b.c.web.prod.ext.test         A    | NXDOMAIN
        lb.prod.ext.test                A    | CNAME lb.example.net. -> lb.example.net.
        inside.prod.ext.test            A    | NXDOMAIN
        db.prod.ext.test                A    | NXDOMAIN
        web.prod.ext.test               TXT  | NODATA
        """);
    check(
        true,
        """
        db.prod.ext.test                A    | 10.0.0.1, 10.0.0.2
        db-0.db.prod.ext.test           A    | 10.0.0.1
        db-9.db.prod.ext.test           A    | NXDOMAIN
        inside.prod.ext.test            A    | NXDOMAIN
        """);
  }

  private void check(boolean headless, String table) {
    ExternalOptions options =
        new ExternalOptions(List.of(ZONE), ExternalOptions.APEX_DEFAULT, 7, headless);
    for (String line : table.lines().toList()) {
      String[] halves = line.split("\\|", 2);
      String[] question = halves[0].strip().split(" +", 2);
      Name name = Name.of(question[0]);
      int type = Facts.type(question[1]);
      Answer answer =
          ExternalView.find(catalog, Facts.OPTIONS, options, ZONE, name, type, OWN).answer();
      assertThat(Facts.text(answer)).as(line).isEqualTo(halves[1].strip());
    }
  }

  @Test
  void aTransferHasNamesOfPortsOnceAndMembersTwice() {
    ExternalOptions options =
        new ExternalOptions(List.of(ZONE), ExternalOptions.APEX_DEFAULT, 7, false);
    List<String> said = new ArrayList<>();
    for (ResourceRecord record : ExternalView.records(catalog, Facts.OPTIONS, options, ZONE, OWN)) {
      said.add(record.owner() + " " + RecordType.toText(record.type()));
    }
    assertThat(said)
        .containsExactly(
            "ext.test. SOA",
            "ext.test. NS",
            "ns1.dns.ext.test. A",
            "lb.prod.ext.test. CNAME",
            "lb.prod.ext.test. CNAME",
            "lb.prod.ext.test. SRV",
            "_http._tcp.lb.prod.ext.test. SRV",
            "web.prod.ext.test. A",
            "web.prod.ext.test. SRV",
            "_http._tcp.web.prod.ext.test. SRV",
            "ext.test. SOA");
  }

  @Test
  void itsSerialMovesWithWhatIsOutside() {
    ServiceFact web = Facts.clusterIp("prod", "web", "10.96.0.1", "http/tcp/80");
    Catalog moved = Facts.put(catalog, outside(web, "192.0.2.2")).next();
    assertThat(moved.serial()).isEqualTo(catalog.serial());
    assertThat(moved.serial(Serials.EXTERNAL)).isGreaterThan(catalog.serial(Serials.EXTERNAL));
    Catalog gone = Facts.delete(catalog, web).next();
    assertThat(gone.serial()).isGreaterThan(catalog.serial());
    assertThat(gone.serial(Serials.EXTERNAL)).isGreaterThan(catalog.serial(Serials.EXTERNAL));
    Catalog added = Facts.put(catalog, Facts.headless("prod", "more", "")).next();
    assertThat(added.serial()).isGreaterThan(catalog.serial());
    assertThat(added.serial(Serials.EXTERNAL)).isEqualTo(catalog.serial(Serials.EXTERNAL));
  }
}
