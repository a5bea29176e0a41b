package dev.roster.dns.top;

import java.util.Arrays;

/// A key of a sketch, as a value.
final class SketchKey implements Comparable<SketchKey> {
  private final byte[] bytes;
  private final long hash;

  /// @param bytes kept as they are; nobody changes them
  /// @param hash see [Sketch#hash]
  SketchKey(byte[] bytes, long hash) {
    this.bytes = bytes;
    this.hash = hash;
  }

  /// Its bytes; do not change them.
  byte[] bytes() {
    return bytes;
  }

  /// How often it came, as one sketch knows.
  TopReport.Count countIn(Sketch sketch) {
    return new TopReport.Count(sketch.atLeast(bytes, hash), sketch.atMost(bytes, hash));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SketchKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }

  @Override
  public int compareTo(SketchKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }
}
