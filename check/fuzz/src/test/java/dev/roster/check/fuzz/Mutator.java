package dev.roster.check.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Makes new inputs of old ones: bytes flipped, cut, repeated, put in, and inputs grown together.
final class Mutator {
  /// Bytes of one input, at most.
  static final int BYTES_MAX = 8_192;

  private static final int[] ODD = {
    0, 1, 9, 10, 32, 34, 39, 40, 41, 44, 46, 92, 123, 125, 192, 255
  };

  private final SplittableRandom random;
  private final List<byte[]> corpus;
  private final List<byte[]> words = new ArrayList<>();

  /// Mutations of a corpus, which has one input or more.
  Mutator(long seed, List<byte[]> corpus) {
    this.random = new SplittableRandom(seed);
    this.corpus = corpus;
    for (byte[] input : corpus) {
      for (String word : new String(input, StandardCharsets.ISO_8859_1).split("\\s+", -1)) {
        words.add((word + " ").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  /// The next input.
  byte[] next() {
    byte[] input = pick(corpus);
    for (int i = 1 + random.nextInt(5); i > 0; i--) input = mutated(input);
    return input.length <= BYTES_MAX ? input : Arrays.copyOf(input, BYTES_MAX);
  }

  private byte[] pick(List<byte[]> from) {
    return from.get(random.nextInt(from.size()));
  }

  private byte[] mutated(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int to = Math.min(input.length, at + random.nextInt(16));
    return switch (random.nextInt(8)) {
      case 0 -> changed(input, at, 1 << random.nextInt(8));
      case 1 -> changed(input, at, random.nextInt(256));
      case 2 -> joined(input, at, new byte[] {(byte) ODD[random.nextInt(ODD.length)]}, at);
      case 3 -> joined(input, at, new byte[0], to);
      case 4 -> joined(input, at, repeated(input, at, to), at);
      case 5 -> joined(input, at, pick(words), at);
      case 6 -> joined(input, at, pick(corpus), input.length);
      default -> Arrays.copyOf(input, at);
    };
  }

  private byte[] repeated(byte[] input, int from, int to) {
    byte[] piece = Arrays.copyOfRange(input, from, to);
    byte[] all = piece;
    for (int i = random.nextInt(100); i > 0; i--) all = joined(all, all.length, piece, all.length);
    return all;
  }

  private static byte[] changed(byte[] input, int at, int bits) {
    byte[] changed = input.clone();
    if (at < changed.length) changed[at] ^= (byte) bits;
    return changed;
  }

  /// The input up to `from`, other bytes, and the input behind `to`.
  private static byte[] joined(byte[] input, int from, byte[] middle, int to) {
    byte[] all = Arrays.copyOf(input, from + middle.length + input.length - to);
    System.arraycopy(middle, 0, all, from, middle.length);
    System.arraycopy(input, to, all, from + middle.length, input.length - to);
    return all;
  }
}
