package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HashIndexTest {
  @Test
  void agreesWithASetOverRandomSteps() {
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int hashes = 1 << random.nextInt(1, 12); // few hashes: many values share one
      HashIndex<String> index = HashIndex.empty();
      TreeSet<String> model = new TreeSet<>();
      for (int round = 0; round < 60; round++) {
        HashIndex<String> before = index;
        List<String> held = new ArrayList<>(model);
        IndexSteps<String> steps = new IndexSteps<>();
        for (int i = random.nextInt(1 << random.nextInt(9)); i > 0; i--) {
          String value = "v" + random.nextInt(2000);
          if (random.nextInt(3) > 0) {
            steps.add(hash(value, hashes), value);
            model.add(value);
          } else {
            steps.remove(hash(value, hashes), value);
            model.remove(value);
          }
        }
        index = index.after(steps);
        assertThat(values(before)).as("seed %d: the old index stays", seed).isEqualTo(held);
        assertThat(values(index)).as("seed %d", seed).isEqualTo(new ArrayList<>(model));
        assertThat(index.size()).isEqualTo(model.size());
        for (int i = 0; i < 50; i++) {
          String value = "v" + random.nextInt(2000);
          String found = index.first(hash(value, hashes), value::equals);
          assertThat(found != null).isEqualTo(model.contains(value));
        }
      }
    }
  }

  @Test
  void whatChangesNothingIsTheSameIndex() {
    IndexSteps<String> steps = new IndexSteps<>();
    for (int i = 0; i < 1000; i++) steps.add(i, "v" + i);
    HashIndex<String> index = HashIndex.<String>empty().after(steps);
    IndexSteps<String> nothing = new IndexSteps<>();
    nothing.add(7, "v7");
    nothing.remove(1001, "v1001");
    nothing.remove(8, "v8");
    nothing.add(8, "v8");
    assertThat(index.after(nothing).size()).isEqualTo(1000);
    IndexSteps<String> none = new IndexSteps<>();
    none.add(7, "v7");
    assertThat(index.after(none)).isSameAs(index);
  }

  @Test
  void emptiesAgain() {
    IndexSteps<String> adds = new IndexSteps<>();
    IndexSteps<String> removes = new IndexSteps<>();
    for (int i = 0; i < 5000; i++) {
      adds.add(i * 31, "v" + i);
      removes.remove(i * 31, "v" + i);
    }
    HashIndex<String> index = HashIndex.<String>empty().after(adds).after(removes);
    assertThat(index.size()).isZero();
    assertThat(values(index)).isEmpty();
    assertThat(index.after(adds).size()).isEqualTo(5000);
  }

  @Test
  void oneOfManyValuesOfOneHashCostsAsLittleAsAnyOther() {
    IndexSteps<String> steps = new IndexSteps<>();
    for (int i = 0; i < 100_000; i++) steps.add(7, "v" + i);
    HashIndex<String> index = HashIndex.<String>empty().after(steps);
    assertThat(index.size()).isEqualTo(100_000);
    long before = Allocated.byThisThread();
    for (int i = 0; i < 100; i++) {
      IndexSteps<String> step = new IndexSteps<>();
      step.remove(7, "v" + i * 31);
      step.add(7, "w" + i);
      index = index.after(step);
    }
    assertThat((Allocated.byThisThread() - before) / 100).isLessThan(8_000);
    assertThat(index.size()).isEqualTo(100_000);
    assertThat(index.first(7, "w99"::equals)).isEqualTo("w99");
    assertThat(index.first(7, "v31"::equals)).isNull();
  }

  @Test
  void valuesOfWhichEveryHashIsTheSameAreKeptApart() {
    // Each pair of letters has the hash of the other: so has whatever is made of them.
    List<String> values = new ArrayList<>(List.of(""));
    for (int i = 0; i < 7; i++) {
      List<String> longer = new ArrayList<>();
      for (String value : values) longer.addAll(List.of(value + "Aa", value + "BB"));
      values = longer;
    }
    HashIndex<String> index = HashIndex.empty();
    for (String value : values) {
      IndexSteps<String> step = new IndexSteps<>();
      step.add(value.hashCode(), value);
      index = index.after(step);
    }
    assertThat(index.size()).isEqualTo(128);
    IndexSteps<String> some = new IndexSteps<>();
    for (String value : values.subList(0, 100)) some.remove(value.hashCode(), value);
    index = index.after(some);
    assertThat(values(index)).isEqualTo(values.subList(100, 128));
  }

  private static int hash(String value, int hashes) {
    return Math.floorMod(value.hashCode(), hashes);
  }

  private static List<String> values(HashIndex<String> index) {
    List<String> values = new ArrayList<>();
    index.forEach(values::add);
    values.sort(null);
    return values;
  }
}
