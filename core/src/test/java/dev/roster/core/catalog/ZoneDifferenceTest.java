package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.catalog.ZoneOptions.PodMode;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is said to differ between two catalogs, against their whole zones.
class ZoneDifferenceTest {
  private static final Name ZONE = Name.of("cluster.local");
  private static final Name OUTSIDE = Name.of("ext.test");
  private static final List<IpAddress> OWN = List.of(IpAddress.of("192.0.2.53"));
  private static final long BYTES_MAX = 1 << 20;
  private static final int SEEDS = 10;
  private static final int ROUNDS = 60;

  /// One way to show a catalog.
  private interface View {
    Iterable<ResourceRecord> records(Catalog catalog);

    Optional<ZoneDifference> difference(Catalog before, Catalog after, long bytesMax);

    static View of(ZoneOptions options, List<IpAddress> own) {
      return new View() {
        @Override
        public Iterable<ResourceRecord> records(Catalog catalog) {
          return TransferView.records(catalog, options, ZONE, own);
        }

        @Override
        public Optional<ZoneDifference> difference(Catalog before, Catalog after, long bytesMax) {
          return TransferView.difference(before, after, options, ZONE, own, bytesMax);
        }
      };
    }

    static View outside(boolean headless) {
      ExternalOptions external =
          new ExternalOptions(List.of(OUTSIDE), ExternalOptions.APEX_DEFAULT, 5, headless);
      return new View() {
        @Override
        public Iterable<ResourceRecord> records(Catalog catalog) {
          return ExternalView.records(catalog, Facts.OPTIONS, external, OUTSIDE, OWN);
        }

        @Override
        public Optional<ZoneDifference> difference(Catalog before, Catalog after, long bytesMax) {
          return ExternalView.difference(
              before, after, Facts.OPTIONS, external, OUTSIDE, OWN, bytesMax);
        }
      };
    }
  }

  private static final List<View> VIEWS =
      List.of(
          View.of(Facts.OPTIONS, OWN),
          View.of(
              new ZoneOptions(
                  Facts.OPTIONS.zones(), Set.of("n1"), PodMode.DISABLED, 5, true, false, true, ""),
              OWN),
          View.outside(true),
          View.outside(false));

  @Test
  void leadsFromOneZoneToTheOther() {
    int[] said = new int[VIEWS.size()];
    for (int seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      Map<ObjectKey, Fact> model = new LinkedHashMap<>();
      List<Catalog> catalogs = new ArrayList<>();
      catalogs.add(Facts.catalog());
      for (int round = 0; round < ROUNDS; round++) {
        List<CatalogEdit> steps = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          steps.add(CatalogEditsTest.step(random, model));
        }
        catalogs.add(catalogs.getLast().edit(steps, 1000 + round).next());
        Catalog before = catalogs.get(random.nextInt(catalogs.size()));
        for (int view = 0; view < VIEWS.size(); view++) {
          String where = "seed " + seed + ", round " + round + ", view " + view;
          if (leads(VIEWS.get(view), before, catalogs.getLast(), where)) said[view]++;
        }
      }
    }
    // It is hardly ever left unsaid: where a member without a name has records of its own.
    for (int count : said) assertThat(count).isGreaterThan(SEEDS * ROUNDS * 9 / 10);
  }

  private static boolean leads(View view, Catalog before, Catalog after, String where) {
    Optional<ZoneDifference> difference = view.difference(before, after, BYTES_MAX);
    if (difference.isEmpty()) return false;
    ZoneDifference it = difference.get();
    Set<ResourceRecord> zone = records(view, before);
    for (ResourceRecord record : it.removed()) assertThat(zone.remove(record)).as(where).isTrue();
    for (ResourceRecord record : it.added()) assertThat(zone.add(record)).as(where).isTrue();
    assertThat(zone).as(where).isEqualTo(records(view, after));
    assertThat(it.growthBytes()).as(where).isEqualTo(bytes(view, after) - bytes(view, before));
    if (it.bytes() > 0) {
      assertThat(view.difference(before, after, it.bytes())).as(where).isPresent();
      assertThat(view.difference(before, after, it.bytes() - 1)).as(where).isEmpty();
    }
    return true;
  }

  private static Set<ResourceRecord> records(View view, Catalog catalog) {
    Set<ResourceRecord> records = new HashSet<>();
    for (ResourceRecord record : view.records(catalog)) {
      if (record.type() != RecordType.SOA) records.add(record);
    }
    return records;
  }

  private static long bytes(View view, Catalog catalog) {
    long bytes = 0;
    for (ResourceRecord record : view.records(catalog)) bytes += record.wireLength();
    return bytes;
  }

  /// A record that two slices bring stays while one of them does.
  @Test
  void aDoubleIsOneRecord() {
    Catalog before =
        Facts.catalog(
            Facts.headless("prod", "db", ""),
            Facts.slice("prod", "db-1", "db", "", "10.0.0.1"),
            Facts.slice("prod", "db-2", "db", "", "10.0.0.1, 10.0.0.2"));
    Catalog after = Facts.delete(before, Facts.slice("prod", "db-2", "db", "", "")).next();
    ZoneDifference difference =
        TransferView.difference(before, after, Facts.OPTIONS, ZONE, OWN, BYTES_MAX).orElseThrow();
    assertThat(difference.removed().stream().map(Facts::text))
        .containsExactly("10.0.0.2", "10.0.0.2");
    assertThat(difference.added()).isEmpty();
  }

  @Test
  void isNotSaidWhereServersOrNamespacesDiffer() {
    Fact server = Facts.clusterIp("kube-system", "kube-dns", "10.96.0.10", "dns/udp/53");
    Catalog before = Facts.catalog(server);
    Fact member = Facts.slice("kube-system", "dns-1", "kube-dns", "dns/udp/53", "192.0.2.53");
    Catalog after = Facts.put(before, member).next();
    assertThat(TransferView.difference(before, after, Facts.OPTIONS, ZONE, OWN, BYTES_MAX))
        .isEmpty();
    // The address is the server's too, with another TTL.
    Catalog moved =
        Facts.put(after, Facts.clusterIp("kube-system", "kube-dns", "10.96.0.10", "dns/udp/54"))
            .next();
    assertThat(TransferView.difference(after, moved, Facts.OPTIONS, ZONE, OWN, BYTES_MAX))
        .isEmpty();

    ZoneOptions selecting =
        Facts.OPTIONS.withNamespaceLabels(LabelSelector.ofLabels(Map.of("team", "a")));
    ObjectKey key = ObjectKey.local(Kind.NAMESPACE, "", "prod");
    Catalog shown = Facts.catalog(new NamespaceFact(key, Map.of("team", "a")));
    Catalog hidden = Facts.put(shown, new NamespaceFact(key, Map.of("team", "b"))).next();
    assertThat(TransferView.difference(shown, hidden, selecting, ZONE, OWN, BYTES_MAX)).isEmpty();
    Catalog more = Facts.put(shown, Facts.headless("prod", "db", "")).next();
    assertThat(TransferView.difference(shown, more, selecting, ZONE, OWN, BYTES_MAX)).isPresent();
  }

  @Test
  void stepsCondense() {
    Catalog start = Facts.catalog(Facts.headless("prod", "db", "pg/tcp/5432"));
    List<ZoneDifference> steps = new ArrayList<>();
    Catalog last = start;
    for (String members : List.of("10.0.0.1", "10.0.0.1, 10.0.0.2", "10.0.0.2", "10.0.0.2")) {
      Catalog next = Facts.put(last, Facts.slice("prod", "db-1", "db", "", members)).next();
      steps.add(
          TransferView.difference(last, next, Facts.OPTIONS, ZONE, OWN, BYTES_MAX).orElseThrow());
      last = next;
    }
    ZoneDifference all = ZoneDifference.condensed(steps);
    ZoneDifference direct =
        TransferView.difference(start, last, Facts.OPTIONS, ZONE, OWN, BYTES_MAX).orElseThrow();
    assertThat(all.removed()).containsExactlyInAnyOrderElementsOf(direct.removed());
    assertThat(all.added()).containsExactlyInAnyOrderElementsOf(direct.added());
    assertThat(all.growthBytes()).isEqualTo(direct.growthBytes());
  }
}
