package dev.roster.core.catalog;

import java.util.Map;

/// Bytes of heap as HotSpot lays objects out with compressed references and class pointers: the
/// account that the bound per endpoint is held to.
final class Footprint {
  private Footprint() {}

  /// An array of `count` elements of `elementBytes`.
  static long array(int elementBytes, int count) {
    return aligned(16 + (long) elementBytes * count);
  }

  /// A string and its bytes, Latin-1.
  static long text(String text) {
    return 24 + array(1, text.length());
  }

  /// An immutable map of texts: a table twice as large as keys and values, and the values; keys are
  /// shared by all.
  static long labels(Map<String, String> labels) {
    if (labels.isEmpty()) return 0;
    long bytes = 24 + array(4, 4 * labels.size());
    for (String value : labels.values()) bytes += text(value);
    return bytes;
  }

  /// Rounded up to the alignment of objects.
  static long aligned(long bytes) {
    return bytes + 7 & -8;
  }
}
