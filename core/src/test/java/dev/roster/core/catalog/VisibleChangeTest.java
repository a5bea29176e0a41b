package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A change of slices is visible if, and only if, other members are ready, or as often, under other
/// names or ports: told apart from a count of all of them, in a world so small that changes often
/// cancel out.
class VisibleChangeTest {
  private static final int EDITS = 4_000;
  private static final List<String> SLICES = List.of("a", "b", "c");
  private static final List<String> PORTS = List.of("http/tcp/80", "http/tcp/81");

  /// What names show of the ready members, each with how often.
  private static Map<String, Integer> shown(Catalog catalog) {
    Map<String, Integer> shown = new TreeMap<>();
    catalog.rosters(roster -> {
      for (MemberBlock block : roster.blocks()) {
        for (int i = 0; i < block.count(); i++) {
          if (!block.isReady(i)) continue;
          String member = block.address(i) + " " + block.hostname(i) + " " + block.targetName(i);
          shown.merge(member + " " + block.ports(), 1, Integer::sum);
        }
      }
    });
    return shown;
  }

  private static Fact slice(String name, Random random) {
    StringJoiner endpoints = new StringJoiner(",");
    for (int i = random.nextInt(3); i > 0; i--) {
      String ready = random.nextInt(3) == 0 ? " notready" : "";
      String named = random.nextInt(3) == 0 ? "" : " hostname=h-" + random.nextInt(2);
      endpoints.add("10.0.0." + random.nextInt(2) + named + ready);
    }
    String ports = PORTS.get(random.nextInt(4) / 3);
    return Facts.slice("default", name, "web", ports, endpoints.toString());
  }

  @Test
  void isToldFromAllThatIsShown() {
    Random random = new Random(5);
    Catalog catalog = Facts.catalog(Facts.headless("default", "web", "http/tcp/80"));
    int same = 0;
    for (int i = 0; i < EDITS; i++) {
      List<CatalogEdit> steps = new ArrayList<>();
      for (String name : SLICES) {
        if (random.nextInt(3) == 0) continue;
        ObjectKey key = ObjectKey.local(Kind.ENDPOINT_SLICE, "default", name);
        steps.add(
            random.nextInt(6) == 0
                ? new CatalogEdit.Delete(key)
                : new CatalogEdit.Put(slice(name, random)));
      }
      Catalog.Change change = catalog.edit(steps, i);
      boolean differs = !shown(catalog).equals(shown(change.next()));
      assertThat(change.visible()).as("%d: %s", i, steps).isEqualTo(differs);
      if (!differs) same++;
      catalog = change.next();
    }
    assertThat(same).isBetween(EDITS / 20, EDITS / 2);
    Invariants.check(catalog);
  }
}
