package dev.roster.dns.guard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// SipHash-2-4: a keyed hash of 64 bits that nobody can make without the key.
final class SipHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SipHash() {}

  /// The hash of the first `length` bytes, under a key of two little-endian halves.
  static long hash(long k0, long k1, byte[] bytes, int length) {
    long v0 = k0 ^ 0x736f_6d65_7073_6575L;
    long v1 = k1 ^ 0x646f_7261_6e64_6f6dL;
    long v2 = k0 ^ 0x6c79_6765_6e65_7261L;
    long v3 = k1 ^ 0x7465_6462_7974_6573L;
    int words = length >> 3;
    // Two rounds a word, the last word with the length; then four more. A round is written once.
    int rounds = 2 * (words + 1) + 4;
    long word = 0;
    for (int round = 0; round < rounds; round++) {
      int index = round >> 1;
      if ((round & 1) == 0) {
        if (index < words) word = (long) LONG.get(bytes, index << 3);
        else if (index == words) word = last(bytes, length);
        if (index <= words) v3 ^= word;
        else if (index == words + 1) v2 ^= 0xff;
      }
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      if ((round & 1) == 1 && index <= words) v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private static long last(byte[] bytes, int length) {
    long word = (long) length << 56;
    int from = length & ~7;
    for (int i = from; i < length; i++) word |= (bytes[i] & 0xffL) << (8 * (i - from));
    return word;
  }
}
