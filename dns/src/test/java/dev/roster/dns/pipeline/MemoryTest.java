package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.Counters.Event;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Memory changes no answer.
class MemoryTest {
  private static final List<String> NAMES =
      List.of(
          "db.NS.svc.cluster.local",
          "db-1.db.NS.svc.cluster.local",
          "db-9.db.NS.svc.cluster.local",
          "_pg._tcp.db.NS.svc.cluster.local",
          "pg.tcp.db.NS.svc.cluster.local",
          "_nope._tcp.db.NS.svc.cluster.local",
          "one.NS.svc.cluster.local",
          "none.NS.svc.cluster.local",
          "big.NS.svc.cluster.local",
          "web.NS.svc.cluster.local",
          "_http._tcp.web.NS.svc.cluster.local",
          "out.NS.svc.cluster.local",
          "in.NS.svc.cluster.local",
          "nope.NS.svc.cluster.local",
          "google.com.NS.svc.cluster.local",
          "google.com.svc.cluster.local",
          "google.com.cluster.local",
          "db.NS.svc.cluster.local.NS.svc.cluster.local",
          "a.b.c.d.e.NS.svc.cluster.local",
          "NS.svc.cluster.local",
          "svc.cluster.local",
          "pod.cluster.local",
          "10-1-0-1.NS.pod.cluster.local",
          "cluster.local",
          "ns.dns.cluster.local",
          "dns.cluster.local",
          "foo.ns.dns.cluster.local",
          "hostmaster.cluster.local",
          "dns-version.cluster.local",
          "1.0.1.10.in-addr.arpa",
          "99.99.1.10.in-addr.arpa",
          "10.0.96.10.in-addr.arpa",
          "in-addr.arpa",
          "www.example.com",
          ".");

  private static final int[] TYPES = {
    RecordType.A,
    RecordType.AAAA,
    RecordType.SRV,
    RecordType.PTR,
    RecordType.TXT,
    RecordType.NS,
    RecordType.SOA,
    RecordType.CNAME,
    RecordType.MX,
    RecordType.ANY,
    RecordType.HTTPS,
    65280
  };

  @Test
  void answersAreTheSameWithAndWithoutMemory() {
    Catalog first = Worlds.small();
    Asker with = new Asker(first, true, List.of(Blocks.cluster(false)));
    Asker without = new Asker(first, false, List.of(Blocks.cluster(false)));
    Random random = new Random(1);
    for (int i = 0; i < 60_000; i++) {
      if (i == 30_000) {
        with.catalog = Worlds.without(first);
        without.catalog = with.catalog;
      }
      with.transport = random.nextInt(4) == 0 ? Transport.TCP : Transport.UDP;
      without.transport = with.transport;
      String name = cased(NAMES.get(random.nextInt(NAMES.size())), random);
      int type = TYPES[random.nextInt(TYPES.length)];
      byte[] query = Asker.query(name, type, edns(random));
      assertThat(HexFormat.of().formatHex(with.ask(query)))
          .as("%s %s", name, RecordType.toText(type))
          .isEqualTo(HexFormat.of().formatHex(without.ask(query)));
    }
    assertThat(hits(with)).isGreaterThan(25_000);
    assertThat(hits(without)).isZero();
  }

  /// What a roster's plans say goes with the roster; others stay.
  @Test
  void aChangeIsSeenAtOnce() {
    Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(true)));
    for (int i = 0; i < 3; i++) {
      assertThat(asker.ask("db.default.svc.cluster.local", RecordType.A).answers()).hasSize(3);
    }
    asker.catalog = Worlds.without(asker.catalog);
    for (int i = 0; i < 3; i++) {
      assertThat(asker.ask("db.default.svc.cluster.local", RecordType.A).answers()).hasSize(2);
      assertThat(asker.ask("db.prod.svc.cluster.local", RecordType.A).answers()).hasSize(3);
    }
  }

  /// A flood of names leaves one denial behind, and of existing names only the common types.
  @Test
  void namesThatDoNotExistFillNothing() {
    Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false)));
    for (int i = 0; i < 5000; i++) {
      asker.ask("n" + i + ".default.svc.cluster.local", RecordType.A);
      asker.ask("n" + i + ".db.default.svc.cluster.local", RecordType.A);
      asker.ask("db.default.svc.cluster.local", 1000 + i);
    }
    PlanTable ofCatalog = (PlanTable) asker.catalog.plans().held(PlanTable::new);
    assertThat(ofCatalog.size()).isZero();
    asker.catalog.rosters(
        roster -> assertThat(((PlanTable) roster.plans().held(PlanTable::new)).size()).isZero());
  }

  private static long hits(Asker asker) {
    return asker.metrics.total(Event.PLAN_HIT);
  }

  private static String cased(String pattern, Random random) {
    String name = pattern.replace("NS", random.nextBoolean() ? "default" : "prod");
    int kind = random.nextInt(4);
    if (kind < 2) return name;
    StringBuilder mixed = new StringBuilder(name);
    for (int i = 0; i < mixed.length(); i++) {
      if (random.nextBoolean()) mixed.setCharAt(i, Character.toUpperCase(mixed.charAt(i)));
    }
    return mixed.toString();
  }

  private static Optional<Edns> edns(Random random) {
    if (random.nextBoolean()) return Optional.empty();
    int[] sizes = {0, 512, 600, 1232, 4096, 65535};
    List<Edns.Option> options =
        random.nextInt(4) > 0
            ? List.of()
            : List.of(new Edns.Option(Edns.COOKIE, new byte[8]), new Edns.Option(8, new byte[4]));
    return Optional.of(
        new Edns(sizes[random.nextInt(sizes.length)], 0, random.nextBoolean(), options));
  }
}
