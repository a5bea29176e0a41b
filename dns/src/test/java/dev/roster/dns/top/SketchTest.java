package dev.roster.dns.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever comes in whatever order, what came is between the bounds, and they are as near as is
/// said.
class SketchTest {
  private static final int COUNTERS = 64;
  private static final int KEY_BYTES = 32;
  private static final int STREAM = 200_000;
  private static final long SEED = 0x1234_5678_9abc_def0L;

  /// A sketch beside exact counts.
  private static final class Both {
    final Sketch sketch = new Sketch(COUNTERS, KEY_BYTES, 0);
    final Map<String, Long> exact = new HashMap<>();
    long all;

    void count(String key, int weight) {
      byte[] bytes = bytes(key);
      int slot = sketch.count(bytes, key.length(), hash(key), weight);
      if (slot >= 0) assertThat(text(sketch.key(slot).bytes())).isEqualTo(key);
      exact.merge(key, (long) weight, Long::sum);
      all += weight;
    }

    void holds() {
      assertThat(sketch.size()).isEqualTo(Math.min(COUNTERS, exact.size()));
      exact.forEach((key, count) -> {
        byte[] wire = key.getBytes(StandardCharsets.ISO_8859_1);
        long atLeast = sketch.atLeast(wire, hash(key));
        long atMost = sketch.atMost(wire, hash(key));
        assertThat(count).as(key).isBetween(atLeast, atMost);
        assertThat(atMost - atLeast).as(key).isLessThanOrEqualTo(all / COUNTERS);
        if (count > all / COUNTERS) assertThat(atLeast).as(key).isPositive();
      });
    }
  }

  private static byte[] bytes(String key) {
    byte[] bytes = new byte[KEY_BYTES + 8];
    byte[] text = key.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, bytes, 0, text.length);
    return bytes;
  }

  private static long hash(String key) {
    return Sketch.hash(bytes(key), key.length(), SEED);
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  @Test
  void fewKeysAreCountedExactly() {
    Both both = new Both();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) both.count("k" + random.nextInt(COUNTERS), 1);
    both.exact.forEach((key, count) -> {
      byte[] wire = key.getBytes(StandardCharsets.ISO_8859_1);
      assertThat(both.sketch.atLeast(wire, hash(key))).isEqualTo(count);
      assertThat(both.sketch.atMost(wire, hash(key))).isEqualTo(count);
    });
    assertThat(both.sketch.atMost(new byte[] {1}, 7)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void boundsHoldForManyFewAndWeightedKeys(long seed) {
    Both both = new Both();
    SplittableRandom random = new SplittableRandom(seed);
    IntUnaryOperator zipf = zipf(20_000, 0.6 + 0.2 * seed, random);
    for (int i = 0; i < STREAM; i++) {
      both.count("key-" + zipf.applyAsInt(i), seed % 2 == 0 ? 1 : 1 + random.nextInt(64));
    }
    both.holds();
  }

  @Test
  void theFirstOfASkewedStreamAreTheFirst() {
    Both both = new Both();
    IntUnaryOperator zipf = zipf(50_000, 1.1, new SplittableRandom(11));
    for (int i = 0; i < STREAM; i++) both.count("key-" + zipf.applyAsInt(i), 1);
    List<String> first =
        both.exact.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(10)
            .map(Map.Entry::getKey)
            .toList();
    List<Merged.Row> rows = new Merged(List.of(both.sketch)).rows(10);
    assertThat(rows.stream().map(row -> text(row.key().bytes())).toList()).isEqualTo(first);
    for (Merged.Row row : rows) {
      long exact = both.exact.getOrDefault(text(row.key().bytes()), 0L);
      // Not the bound, what it comes to: within 5 %.
      assertThat(row.count().atLeast()).isGreaterThan(exact * 95 / 100);
    }
  }

  /// Names made up, one after another: what a few clients ask is still seen, and most of the flood
  /// never gets a counter.
  @Test
  void aFloodOfKeysThatComeOnceHidesNobody() {
    Both both = new Both();
    SplittableRandom random = new SplittableRandom(5);
    int taken = 0;
    for (int i = 0; i < STREAM; i++) {
      if (i % 20 == 0) {
        both.count("regular-" + i / 20 % 2, 1);
      } else {
        String key = "x" + Long.toHexString(random.nextLong());
        both.count(key, 1);
        if (both.sketch.atLeast(key.getBytes(StandardCharsets.ISO_8859_1), hash(key)) > 0) taken++;
      }
    }
    both.holds();
    List<Merged.Row> rows = new Merged(List.of(both.sketch)).rows(2);
    assertThat(rows.stream().map(row -> text(row.key().bytes())))
        .containsExactlyInAnyOrder("regular-0", "regular-1");
    for (Merged.Row row : rows) {
      assertThat(row.count().atLeast()).isGreaterThan(STREAM / 40 * 95 / 100);
    }
    assertThat(taken).isLessThan(STREAM / 4);
  }

  /// Each key that comes is the one that was dropped last, as far as that can be arranged.
  @Test
  void keysInTurnAreTheWorstAndStillWithinBounds() {
    for (int keys : new int[] {COUNTERS + 1, 2 * COUNTERS, 10 * COUNTERS}) {
      Both both = new Both();
      for (int i = 0; i < 50_000; i++) both.count("k" + i % keys, 1);
      both.holds();
    }
  }

  /// A key that rises late takes a counter from one that was.
  @Test
  void whoComesLateIsSeen() {
    Both both = new Both();
    for (int i = 0; i < 10_000; i++) both.count("early-" + i % 200, 1);
    for (int i = 0; i < 2_000; i++) both.count("late", 1);
    both.holds();
    assertThat(text(new Merged(List.of(both.sketch)).rows(1).getFirst().key().bytes()))
        .isEqualTo("late");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 33})
  void partsAddUpToTheWhole(int parts) {
    List<Both> workers = new ArrayList<>();
    for (int i = 0; i < parts; i++) workers.add(new Both());
    SplittableRandom random = new SplittableRandom(parts);
    IntUnaryOperator zipf = zipf(5_000, 1.0, random);
    Map<String, Long> exact = new HashMap<>();
    for (int i = 0; i < STREAM; i++) {
      String key = "key-" + zipf.applyAsInt(i);
      workers.get(random.nextInt(parts)).count(key, 1);
      exact.merge(key, 1L, Long::sum);
    }
    Merged merged = new Merged(workers.stream().map(each -> each.sketch).toList());
    exact.forEach((key, count) -> {
      byte[] wire = key.getBytes(StandardCharsets.ISO_8859_1);
      TopReport.Count bounds = merged.count(new SketchKey(wire, hash(key)));
      assertThat(count).isBetween(bounds.atLeast(), bounds.atMost());
      assertThat(bounds.atMost() - bounds.atLeast()).isLessThanOrEqualTo(STREAM / COUNTERS);
    });
    List<Merged.Row> rows = merged.rows(1_000_000);
    assertThat(rows)
        .isSortedAccordingTo(
            Comparator.comparingLong((Merged.Row row) -> row.count().atLeast()).reversed());
    assertThat(rows.stream().map(Merged.Row::key).distinct()).hasSize(rows.size());
  }

  @Test
  void aClearedOneKnowsNothingAndACopyIsNotTouched() {
    Both both = new Both();
    for (int i = 0; i < 10_000; i++) both.count("k" + i % 500, 1);
    Sketch copy = both.sketch.copy();
    TopReport.Count before = copy.key(0).countIn(copy);
    both.sketch.clear();
    assertThat(both.sketch.size()).isZero();
    both.exact
        .keySet()
        .forEach(each ->
            assertThat(both.sketch.atMost(each.getBytes(StandardCharsets.ISO_8859_1), hash(each)))
                .isZero());
    both.exact.clear();
    both.all = 0;
    for (int i = 0; i < 10_000; i++) both.count("n" + i % 300, 1);
    both.holds();
    assertThat(copy.size()).isEqualTo(COUNTERS);
    assertThat(copy.key(0).countIn(copy)).isEqualTo(before);
  }

  @Test
  void aNoteIsTheLastOne() {
    Sketch sketch = new Sketch(2, 8, 4);
    byte[] key = new byte[16];
    key[0] = 'a';
    int slot = sketch.count(key, 1, 1, 1);
    sketch.note(slot, new byte[] {1, 2, 3, 4}, 4);
    sketch.note(slot, new byte[] {9}, 1);
    assertThat(sketch.note(slot)).containsExactly(9, 2, 3, 4);
    assertThatThrownBy(() -> new Sketch(3, 8, 0)).hasMessageContaining("a power of two");
  }

  /// Numbers of which the n-th comes as often as 1/n to a power.
  private static IntUnaryOperator zipf(int count, double power, SplittableRandom random) {
    double[] sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) sums[i] = sum += Math.pow(i + 1.0, -power);
    double whole = sum;
    return _ -> {
      int at = Arrays.binarySearch(sums, random.nextDouble() * whole);
      return at < 0 ? Math.min(count - 1, -at - 1) : at;
    };
  }
}
