package dev.roster.core.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServiceGrammarTest {
  private static final Name ZONE = Name.of("cluster.local");

  @Test
  void namesBelowTheZone() {
    check(
        """
        cluster.local                            | Node[]
        svc.cluster.local                        | Node[]
        pod.cluster.local                        | Node[]
        POD.Cluster.Local                        | Node[]
        dns-version.cluster.local                | DnsVersion[]
        ns.dns.cluster.local                     | NameServer[]
        dns.cluster.local                        | Nothing[]
        x.ns.dns.cluster.local                   | Nothing[]
        nope.cluster.local                       | Nothing[]
        db.default.nope.cluster.local            | Nothing[]
        default.svc.cluster.local                | Namespace[namespace=default]
        DB.Default.SVC.cluster.local             | Service[namespace=default, service=db]
        db-0.db.default.svc.cluster.local        | Endpoint[namespace=default, service=db, label=db-0]
        _tcp.db.default.svc.cluster.local        | Endpoint[namespace=default, service=db, label=_tcp]
        _pg._tcp.db.default.svc.cluster.local    | Port[namespace=default, service=db, port=pg, protocol=tcp]
        pg.tcp.db.default.svc.cluster.local      | Port[namespace=default, service=db, port=pg, protocol=tcp]
        __pg._.db.default.svc.cluster.local      | Port[namespace=default, service=db, port=_pg, protocol=]
        a._pg._tcp.db.default.svc.cluster.local  | Nothing[]
        default.pod.cluster.local                | PodNamespace[namespace=default]
        10-1-0-7.default.pod.cluster.local       | Pod[namespace=default, label=10-1-0-7]
        a.b.10-1-0-7.default.pod.cluster.local   | Pod[namespace=default, label=10-1-0-7]
        a.b.c.10-1-0-7.default.pod.cluster.local | Nothing[]
        svc.svc.cluster.local                    | Namespace[namespace=svc]
        db\\.default.svc.cluster.local           | Namespace[namespace=db.default]
        *.default.svc.cluster.local              | Service[namespace=default, service=*]
        """);
  }

  private static void check(String table) {
    table
        .lines()
        .forEach(line -> {
          int bar = line.indexOf('|');
          Name name = Name.of(line.substring(0, bar).strip());
          assertThat(ServiceGrammar.parse(name, ZONE).toString())
              .as(line)
              .isEqualTo(line.substring(bar + 1).strip());
        });
  }

  @Test
  void aNameOutsideTheZoneIsABug() {
    assertThatThrownBy(() -> ServiceGrammar.parse(Name.of("example.org"), ZONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ownerNamesParseBack() {
    Name service = ServiceGrammar.serviceName(ZONE, "default", "db").orElseThrow();
    assertThat(service.toString()).isEqualTo("db.default.svc.cluster.local.");
    assertThat(ServiceGrammar.parse(service, ZONE))
        .isEqualTo(new ServiceQuery.Service("default", "db"));
    Name endpoint = ServiceGrammar.endpointName(service, "db-0").orElseThrow();
    assertThat(ServiceGrammar.parse(endpoint, ZONE))
        .isEqualTo(new ServiceQuery.Endpoint("default", "db", "db-0"));
    Name port = ServiceGrammar.portName(service, "pg", "tcp").orElseThrow();
    assertThat(port.toString()).isEqualTo("_pg._tcp.db.default.svc.cluster.local.");
    assertThat(ServiceGrammar.parse(port, ZONE))
        .isEqualTo(new ServiceQuery.Port("default", "db", "pg", "tcp"));
  }

  @Test
  void aPodsNameWithDotsIsSeveralLabels() {
    Name service = Name.of("db.default.svc.cluster.local");
    assertThat(ServiceGrammar.endpointName(service, "a.b"))
        .contains(Name.of("a.b.db.default.svc.cluster.local"));
  }

  @Test
  void whatFitsNoNameIsEmpty() {
    assertThat(ServiceGrammar.serviceName(ZONE, "n".repeat(64), "db")).isEmpty();
    assertThat(ServiceGrammar.endpointName(ZONE, "")).isEmpty();
    assertThat(ServiceGrammar.endpointName(ZONE, "a..b")).isEmpty();
    String label = "a".repeat(63);
    Name deep = ZONE.child(label).child(label).child(label);
    assertThat(ServiceGrammar.endpointName(deep, "b".repeat(60))).isEmpty();
  }

  @Test
  void reverseNames() {
    Name four = Name.of("7.0.1.10.in-addr.arpa");
    assertThat(AddressNames.reverseName(IpAddress.of("10.1.0.7"))).isEqualTo(four);
    assertThat(AddressNames.reverseAddress(four)).contains(IpAddress.of("10.1.0.7"));
    IpAddress six = IpAddress.of("2001:db8::567:89ab");
    assertThat(AddressNames.reverseName(six).toString())
        .isEqualTo("b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.");
    assertThat(AddressNames.reverseAddress(AddressNames.reverseName(six))).contains(six);
    for (String none :
        new String[] {
          "0.1.10.in-addr.arpa",
          "1.7.0.1.10.in-addr.arpa",
          "07.0.1.10.in-addr.arpa",
          "256.0.1.10.in-addr.arpa",
          "7\\.0.1.10.1.in-addr.arpa",
          "in-addr.arpa",
          "8.b.d.0.1.0.0.2.ip6.arpa",
          "7.0.1.10.example.org"
        }) {
      assertThat(AddressNames.reverseAddress(Name.of(none))).as(none).isEmpty();
    }
  }

  @Test
  void dashedLabels() {
    String table =
        """
        10.1.0.7                       | 10-1-0-7
        2001:db8::1                    | 2001-db8--1
        ::1                            | --1
        2001:db8:3333:4444:5555:6666:: | 2001-db8-3333-4444-5555-6666--0
        """;
    table
        .lines()
        .forEach(line -> {
          int bar = line.indexOf('|');
          IpAddress address = IpAddress.of(line.substring(0, bar).strip());
          String label = line.substring(bar + 1).strip();
          assertThat(AddressNames.dashed(address)).isEqualTo(label);
          assertThat(AddressNames.ofDashed(label)).contains(address);
        });
    for (String none : new String[] {"db-0", "10-1-0", "10-1-0-07", "2001-db8-0-0-0-0-0-1", "-"}) {
      assertThat(AddressNames.ofDashed(none)).as(none).isEmpty();
    }
  }

  @Test
  void podLabels() {
    assertThat(AddressNames.ofPodLabel("10-1-0-7")).contains(IpAddress.of("10.1.0.7"));
    assertThat(AddressNames.ofPodLabel("2001-db8--1")).contains(IpAddress.of("2001:db8::1"));
    assertThat(AddressNames.ofPodLabel("2001-db8-0-0-0-0-0-1"))
        .contains(IpAddress.of("2001:db8::1"));
    assertThat(AddressNames.ofPodLabel("1--2-3")).contains(IpAddress.of("1::2:3"));
    assertThat(AddressNames.ofPodLabel("db-0")).isEmpty();
    assertThat(AddressNames.ofPodLabel("")).isEmpty();
  }
}
