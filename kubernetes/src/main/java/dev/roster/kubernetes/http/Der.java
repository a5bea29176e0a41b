package dev.roster.kubernetes.http;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/// As much of DER (X.690) as it takes to find out what a private key is.
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;

  private final byte[] bytes;
  private final int end;
  private int at;

  private Der(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /// Stands before the first value.
  static Der of(byte[] bytes) {
    return new Der(bytes, 0, bytes.length);
  }

  /// The tag of the next value, -1 at the end.
  int tag() {
    return at < end ? bytes[at] & 0xff : -1;
  }

  /// The content of the next value, which is stepped over; empty if it has another tag or no right
  /// length.
  Optional<Der> next(int tag) {
    if (tag() != tag || end - at < 2) return Optional.empty();
    int length = bytes[at + 1];
    int from = at + 2;
    if (length < 0) {
      int count = length & 0x7f;
      if (count == 0 || count > 3 || count > end - from) return Optional.empty();
      length = 0;
      for (int i = 0; i < count; i++) length = length << 8 | (bytes[from++] & 0xff);
    }
    if (length > end - from) return Optional.empty();
    at = from + length;
    return Optional.of(new Der(bytes, from, at));
  }

  /// The bytes that are left.
  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  /// A value: its tag, its length, and its content in parts.
  static byte[] value(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) length += part.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int count = length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 3;
      out.write(0x80 | count);
      for (int i = count - 1; i >= 0; i--) out.write(length >> (8 * i));
    }
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }
}
