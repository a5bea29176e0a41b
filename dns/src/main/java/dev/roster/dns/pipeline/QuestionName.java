package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A question's name as it is looked up: uncompressed, in lower case, with its hash.
final class QuestionName {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;
  private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  /// The name's bytes; 8 bytes of slack for wide stores.
  final byte[] folded = new byte[Name.WIRE_BYTES_MAX + 9];

  long hash;
  boolean upperCase;

  /// No name yet.
  QuestionName() {}

  /// Reads the name that is in [#folded] in the client's letters. ASCII letters alone are folded;
  /// label lengths are no letters.
  void fold(int length, long seed) {
    byte[] bytes = folded;
    long h = seed ^ length;
    long upper = 0;
    for (int at = 0; at < length; at += 8) {
      long word = (long) LONG.get(bytes, at);
      int rest = length - at;
      if (rest < 8) word &= (1L << (8 * rest)) - 1L;
      long low = word & ~TOPS;
      long above = (low + (0x7f - 'Z') * ONES) ^ (low + (0x80 - 'A') * ONES);
      long letters = above & ~word & TOPS;
      upper |= letters;
      word |= letters >>> 2;
      LONG.set(bytes, at, word);
      h = mix(h ^ word);
    }
    upperCase = upper != 0;
    hash = h;
  }

  static long mix(long x) {
    long low = x * FACTOR;
    long high = Math.unsignedMultiplyHigh(x, FACTOR);
    return low ^ high ^ (x >>> 29);
  }
}
