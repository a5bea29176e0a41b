package dev.roster.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImmutableIndexTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void equals_a_sorted_map_after_random_edits(long seed) {
    Random random = new Random(seed);
    TreeMap<ObjectKey, StoredObject> expected = new TreeMap<>();
    ImmutableIndex index = ImmutableIndex.EMPTY;
    for (int step = 1; step <= 3_000; step++) {
      ObjectKey key =
          ObjectKey.local(Kind.POD, "ns" + random.nextInt(4), "p" + random.nextInt(150));
      if (random.nextInt(5) < 3) {
        StoredObject object = new StoredObject(key, Tree.Obj.EMPTY, step);
        index = index.with(object);
        expected.put(key, object);
      } else {
        index = index.without(key);
        expected.remove(key);
      }
      assertThat(index.size()).isEqualTo(expected.size());
      assertThat(index.height()).isLessThanOrEqualTo(bound(index.size()));
      if (step % 100 == 0) same(index, expected);
    }
    same(index, expected);
  }

  @Test
  void keys_in_order_stay_balanced_and_old_versions_stay_what_they_were() {
    ImmutableIndex index = ImmutableIndex.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      ObjectKey key = ObjectKey.local(Kind.POD, "ns", String.format("p%04d", i));
      index = index.with(new StoredObject(key, Tree.Obj.EMPTY, i));
    }
    ImmutableIndex full = index;
    for (int i = 0; i < 1_000; i++) {
      index = index.without(ObjectKey.local(Kind.POD, "ns", String.format("p%04d", i)));
      assertThat(index.height()).isLessThanOrEqualTo(bound(index.size()));
    }
    assertThat(index.size()).isZero();
    assertThat(full.size()).isEqualTo(1_000);
    assertThat(full.list("ns")).hasSize(1_000);
    assertThat(full.list("other")).isEmpty();
  }

  private static void same(ImmutableIndex index, Map<ObjectKey, StoredObject> expected) {
    assertThat(index.list("")).isEqualTo(new ArrayList<>(expected.values()));
    for (int n = 0; n < 5; n++) {
      String namespace = "ns" + n;
      assertThat(index.list(namespace))
          .isEqualTo(
              expected.values().stream()
                  .filter(object -> object.key().namespace().equals(namespace))
                  .toList());
    }
    expected.forEach((key, object) -> assertThat(index.get(key)).contains(object));
  }

  /// The height that Adelson-Velsky and Landis promise.
  private static int bound(int size) {
    return (int) Math.ceil(1.4405 * Math.log(size + 2) / Math.log(2));
  }
}
