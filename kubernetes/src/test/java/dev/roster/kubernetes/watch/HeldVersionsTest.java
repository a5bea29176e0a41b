package dev.roster.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.kubernetes.watch.HeldVersions.Known;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Random puts, removals and sweeps, seeded: it knows what a map knows.
class HeldVersionsTest {
  private static final int SEEDS = 20;
  private static final int STEPS = 5_000;

  @Test
  void knowsWhatAMapKnows() {
    for (int seed = 1; seed <= SEEDS; seed++) run(new Random(seed));
  }

  private static void run(Random random) {
    HeldVersions held = new HeldVersions(random);
    Map<ObjectKey, String> model = new HashMap<>();
    Set<ObjectKey> marked = new HashSet<>();
    int names = 1 << random.nextInt(3, 10);
    for (int step = 0; step < STEPS; step++) {
      ObjectKey key = key(random.nextInt(names));
      int what = random.nextInt(100);
      if (what < 60) {
        String version = random.nextBoolean() ? "" + random.nextInt(3) : "v" + random.nextInt(3);
        String old = model.put(key, version);
        Known known = old == null ? Known.NOTHING : old.equals(version) ? Known.SAME : Known.OTHER;
        assertThat(held.put(key, version)).isEqualTo(known);
        marked.add(key);
      } else if (what < 95) {
        assertThat(held.remove(key)).isEqualTo(model.remove(key) != null);
        marked.remove(key);
      } else if (what < 98) {
        held.unmark();
        marked.clear();
      } else if (what < 99) {
        held.mark(key);
        if (model.containsKey(key)) marked.add(key);
      } else {
        int before = model.size();
        model.keySet().retainAll(marked);
        assertThat(held.sweep()).isEqualTo(before - model.size());
      }
      assertThat(held.size()).isEqualTo(model.size());
      assertThat(held.contains(key)).isEqualTo(model.containsKey(key));
    }
    for (int i = 0; i < names; i++) {
      assertThat(held.keys().contains(key(i))).isEqualTo(model.containsKey(key(i)));
    }
  }

  private static ObjectKey key(int number) {
    return ObjectKey.local(Kind.SERVICE, "ns" + number % 3, "s" + number);
  }
}
