package dev.roster.kubernetes.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A stream and what was read ahead of it: the bytes that are looked at stand in one array.
///
/// The array grows with what arrives, never with what a length promises.
final class ByteWindow {
  /// Bytes that are asked of the stream at once, at least.
  private static final int READ_BYTES = 16_384;

  /// Bytes that are held for the next object when a larger one is done.
  static final int KEPT_BYTES_MAX = 1 << 18;

  private final InputStream in;
  private byte[] bytes = new byte[READ_BYTES];
  private int from; // of what is not taken yet
  private int to;
  private long taken; // before `from`

  ByteWindow(InputStream in) {
    this.in = in;
  }

  /// Where [#take] puts what it gives.
  byte[] bytes() {
    return bytes;
  }

  /// Bytes of the stream that were taken.
  long taken() {
    return taken;
  }

  /// Whether the stream ended and all of it is taken. Waits where neither is known.
  boolean isAtEnd() throws IOException {
    return from == to && !more();
  }

  /// Takes one byte.
  int takeByte(String place) throws IOException {
    return bytes[take(1, place)] & 0xff;
  }

  /// Takes bytes that stand together.
  ///
  /// @return their offset in [#bytes]
  int take(int count, String place) throws IOException {
    while (to - from < count) {
      if (!more()) {
        throw malformed(
            place, "ends after " + (to - from) + " bytes (expected: " + count + " more)");
      }
    }
    int at = from;
    from += count;
    taken += count;
    return at;
  }

  /// Takes all that is left.
  ///
  /// @return how many bytes, which begin at the offset 0 of [#bytes]
  int takeAll(int countMax, String place) throws IOException {
    while (more()) {
      if (to - from > countMax) throw malformed(place, "is over " + countMax + " bytes");
    }
    compact();
    int count = to - from;
    from = to;
    taken += count;
    return count;
  }

  /// Passes over bytes.
  void skip(long count, String place) throws IOException {
    long left = count;
    while (left > 0) {
      if (from == to && !more()) throw malformed(place, "ends " + left + " bytes early");
      int step = (int) Math.min(left, to - from);
      from += step;
      taken += step;
      left -= step;
    }
  }

  /// Takes a number of base 128, the lowest seven bits first.
  long takeVarint(String place) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int part = takeByte(place);
      value |= (long) (part & 0x7f) << shift;
      if (part < 0x80) return value;
    }
    throw malformed(place, "a number is longer than 10 bytes");
  }

  /// What is wrong, at what was taken last.
  MalformedBodyException malformed(String place, String why) {
    return new MalformedBodyException(taken, place, why);
  }

  private void compact() {
    if (from == 0) return;
    System.arraycopy(bytes, from, bytes, 0, to - from);
    to -= from;
    from = 0;
  }

  /// Reads what there is; false at the end of the stream.
  private boolean more() throws IOException {
    if (from == to) {
      if (bytes.length > KEPT_BYTES_MAX) bytes = new byte[READ_BYTES];
      from = 0;
      to = 0;
    } else if (to == bytes.length) {
      if (from >= bytes.length / 2) compact();
      else bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    int count = in.read(bytes, to, bytes.length - to);
    if (count > 0) to += count;
    return count > 0;
  }
}
