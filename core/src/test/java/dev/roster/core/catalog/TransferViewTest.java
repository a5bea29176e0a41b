package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A zone in the order and with the weights of a transfer.
class TransferViewTest {
  private static final Name ZONE = Name.of("cluster.local");

  private final Catalog catalog =
      Facts.catalog(
          Facts.clusterIp("prod", "web", "10.96.0.1 fd00::1", "HTTP/tcp/80 /udp/53"),
          Facts.headless("prod", "db", "pg/tcp/5432"),
          Facts.slice(
              "prod",
              "db-1",
              "db",
              "pg/tcp/5432 /tcp/1",
              "10.0.0.1 hostname=a, 10.0.0.2, 10.0.0.3 notready"),
          Facts.slice("prod", "db-2", "db", "", "10.0.0.1 hostname=a"),
          Facts.external("team", "ext", "www.example.com"),
          Facts.external("team", "gone", "192.0.2.7"),
          Facts.slice("prod", "lost-1", "lost", "", "10.0.0.9"));

  @Test
  void isInTheOrderOfNames() {
    assertThat(texts(Facts.OPTIONS))
        .containsExactly(
            "cluster.local. 5 SOA",
            "cluster.local. 5 NS ns.dns.cluster.local.",
            "ns.dns.cluster.local. 0 A 10.9.9.9",
            "db.prod.svc.cluster.local. 5 A 10.0.0.1",
            "a.db.prod.svc.cluster.local. 5 A 10.0.0.1",
            "_pg._tcp.db.prod.svc.cluster.local. 5 SRV 0 50 5432 a.db.prod.svc.cluster.local.",
            "db.prod.svc.cluster.local. 5 A 10.0.0.2",
            "10-0-0-2.db.prod.svc.cluster.local. 5 A 10.0.0.2",
            "_pg._tcp.db.prod.svc.cluster.local. 5 SRV 0 50 5432"
                + " 10-0-0-2.db.prod.svc.cluster.local.",
            "db.prod.svc.cluster.local. 5 A 10.0.0.1",
            "a.db.prod.svc.cluster.local. 5 A 10.0.0.1",
            "ext.team.svc.cluster.local. 5 CNAME www.example.com.",
            "web.prod.svc.cluster.local. 5 A 10.96.0.1",
            "web.prod.svc.cluster.local. 5 AAAA fd00::1",
            "web.prod.svc.cluster.local. 5 SRV 0 100 80 web.prod.svc.cluster.local.",
            "_http._tcp.web.prod.svc.cluster.local. 5 SRV 0 100 80 web.prod.svc.cluster.local.",
            "web.prod.svc.cluster.local. 5 SRV 0 100 53 web.prod.svc.cluster.local.",
            "cluster.local. 5 SOA");
  }

  @Test
  void showsWhatTheZoneShows() {
    assertThat(texts(Facts.OPTIONS.withNamespaces(Set.of("team"))))
        .filteredOn(text -> text.contains("svc"))
        .containsExactly("ext.team.svc.cluster.local. 5 CNAME www.example.com.");
  }

  private List<String> texts(ZoneOptions options) {
    List<IpAddress> own = List.of(IpAddress.of("10.9.9.9"));
    List<String> texts = new ArrayList<>();
    for (ResourceRecord record : TransferView.records(catalog, options, ZONE, own)) {
      String type = RecordType.toText(record.type());
      String data = Facts.text(record).replaceFirst("^(CNAME|SOA) ?", "");
      texts.add(String.join(" ", record.owner() + " " + record.ttlSeconds(), type, data).strip());
    }
    return texts;
  }
}
