package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is told of a kind for the first time leads from addresses from its end on, and what is told
/// of others at once.
class OpeningTest {
  private static final int ROUNDS = 30;
  private static final int SEEDS = 40;

  @Test
  void addressesOfAKindLeadSomewhereOnceItIsSynced() {
    Catalog opening =
        edit(Catalog.empty(1), opening(Kind.SERVICE), opening(Kind.ENDPOINT_SLICE), SERVICE, SLICE);
    assertThat(opening.indexes().addresses().size()).isZero();
    Catalog services = edit(opening, synced(Kind.SERVICE));
    assertThat(found(services)).containsExactly("10.9.0.1");
    Catalog all = edit(services, synced(Kind.ENDPOINT_SLICE));
    assertThat(found(all)).containsExactly("10.8.0.1", "10.9.0.1");
    Invariants.check(all);
  }

  @Test
  void whatIsToldAnewLaterIsIndexedAtOnce() {
    Catalog all = edit(Catalog.empty(1), SERVICE, SLICE, synced(Kind.ENDPOINT_SLICE));
    Catalog anew =
        edit(
            all,
            opening(Kind.ENDPOINT_SLICE),
            new CatalogEdit.Put(Facts.slice("n", "s-2", "s", "", "10.8.0.2")));
    assertThat(found(anew)).containsExactly("10.8.0.1", "10.8.0.2", "10.9.0.1");
    Invariants.check(anew);
  }

  @Test
  void noStepIsTakenTwiceWhereTheEndIsOneOfManyParts() {
    CatalogParts parts = new CatalogParts(Catalog.empty(1));
    parts.add(List.of(opening(Kind.ENDPOINT_SLICE), SERVICE, SLICE));
    parts.add(List.of(new CatalogEdit.Delete(ObjectKey.local(Kind.SERVICE, "n", "s"))));
    parts.add(List.of(SERVICE, synced(Kind.ENDPOINT_SLICE)));
    Catalog all = parts.change(1).next();
    assertThat(found(all)).containsExactly("10.8.0.1", "10.9.0.1");
    Invariants.check(all);
  }

  /// Random edits, seeded, in any number of parts: at each time all addresses of kinds that aren't
  /// opening lead somewhere, and exactly those from the end on.
  @Test
  void theIndexIsExactWhateverHappenedUntilThen() {
    for (int seed = 1; seed <= SEEDS; seed++) run(new Random(seed), "seed " + seed);
  }

  private static void run(Random random, String where) {
    Map<ObjectKey, Fact> model = new LinkedHashMap<>();
    Set<Kind> opening = new TreeSet<>();
    Catalog catalog = Catalog.empty(1);
    int[] begins = random.ints(2, 0, ROUNDS / 2).toArray();
    int[] ends = IntStream.of(begins).map(at -> at + random.nextInt(ROUNDS / 2)).toArray();
    List<Kind> kinds = List.of(Kind.SERVICE, Kind.ENDPOINT_SLICE);
    for (int round = 0; round < ROUNDS; round++) {
      CatalogParts parts = new CatalogParts(catalog);
      List<CatalogEdit> steps = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        steps.add(CatalogEditsTest.step(random, model));
        for (int k = 0; k < kinds.size(); k++) {
          if (i > 0) continue;
          if (begins[k] == round && opening.add(kinds.get(k))) steps.add(opening(kinds.get(k)));
          if (ends[k] == round && opening.remove(kinds.get(k))) steps.add(synced(kinds.get(k)));
        }
        if (random.nextBoolean()) {
          parts.add(steps);
          steps.clear();
        }
      }
      parts.add(steps);
      catalog = parts.change(round).next();
      if (opening.isEmpty()) Invariants.check(catalog);
      assertLeads(catalog, opening, where + ", round " + round);
    }
    Invariants.check(catalog);
  }

  private static void assertLeads(Catalog catalog, Set<Kind> opening, String where) {
    catalog.rosters(roster -> {
      Set<IpAddress> addresses = new HashSet<>();
      if (!opening.contains(Kind.SERVICE)) {
        roster.service().ifPresent(service -> addresses.addAll(service.clusterIps()));
      }
      if (!opening.contains(Kind.ENDPOINT_SLICE)) {
        for (MemberBlock block : roster.blocks()) {
          for (int i = 0; i < block.count(); i++) addresses.add(block.address(i));
        }
      }
      for (IpAddress each : addresses) {
        assertThat(catalog.at(each)).as("%s: %s", where, each).contains(roster);
      }
    });
  }

  private static final CatalogEdit SERVICE =
      new CatalogEdit.Put(Facts.clusterIp("n", "s", "10.9.0.1", ""));
  private static final CatalogEdit SLICE =
      new CatalogEdit.Put(Facts.slice("n", "s-1", "s", "", "10.8.0.1"));

  private static CatalogEdit opening(Kind kind) {
    return new CatalogEdit.Opening(ObjectKey.LOCAL, kind);
  }

  private static CatalogEdit synced(Kind kind) {
    return new CatalogEdit.Synced(ObjectKey.LOCAL, kind);
  }

  private static Catalog edit(Catalog catalog, CatalogEdit... steps) {
    return catalog.edit(List.of(steps), 1).next();
  }

  private static List<String> found(Catalog catalog) {
    List<String> found = new ArrayList<>();
    for (String each : List.of("10.8.0.1", "10.8.0.2", "10.9.0.1")) {
      boolean there = !catalog.at(IpAddress.of(each)).isEmpty();
      if (there) found.add(each);
    }
    return found;
  }
}
