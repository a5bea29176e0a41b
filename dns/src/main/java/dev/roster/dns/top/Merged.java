package dev.roster.dns.top;

import dev.roster.dns.top.TopReport.Count;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Several sketches of parts of one stream, read as one of the whole: bounds are added up.
final class Merged {
  private static final Comparator<Row> MOST_FIRST =
      Comparator.comparingLong((Row row) -> row.count().atLeast())
          .thenComparingLong(row -> row.count().atMost())
          .reversed()
          .thenComparing(Row::key);

  private final List<Sketch> parts;

  /// @param parts copies that nobody writes to
  Merged(List<Sketch> parts) {
    this.parts = List.copyOf(parts);
  }

  /// A key and its count.
  ///
  /// @param note the one of the part that counts it most
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Row(SketchKey key, Count count, byte[] note) {}

  /// The keys that came most, those of which most is known for sure first.
  List<Row> rows(int rowsMax) {
    Map<SketchKey, Row> rows = new HashMap<>();
    for (Sketch part : parts) {
      for (int slot = 0; slot < part.size(); slot++) {
        SketchKey key = part.key(slot);
        Row row = new Row(key, key.countIn(part), part.note(slot));
        rows.merge(key, row, (a, b) -> MOST_FIRST.compare(a, b) <= 0 ? a : b);
      }
    }
    List<Row> all = new ArrayList<>();
    for (Row row : rows.values()) all.add(new Row(row.key(), count(row.key()), row.note()));
    all.sort(MOST_FIRST);
    return all.subList(0, Math.min(rowsMax, all.size()));
  }

  /// How often a key came.
  Count count(SketchKey key) {
    Count sum = Count.ZERO;
    for (Sketch part : parts) sum = sum.plus(key.countIn(part));
    return sum;
  }
}
