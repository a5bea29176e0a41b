package dev.roster.core.zonetext;

import dev.roster.core.names.Name;
import java.util.Arrays;

/// Data of a record as it grows.
final class Bytes {
  /// Bytes of one record's data, at most (RFC 1035 section 3.2.1).
  static final int DATA_BYTES_MAX = 0xffff;

  private byte[] bytes = new byte[64];
  private int length;

  void u8(int value) {
    if (length == bytes.length) bytes = Arrays.copyOf(bytes, 2 * length);
    bytes[length++] = (byte) value;
  }

  void u16(int value) {
    u8(value >> 8);
    u8(value);
  }

  void u32(long value) {
    u16((int) (value >>> 16));
    u16((int) value);
  }

  void raw(byte[] more) {
    for (byte b : more) u8(b);
  }

  void name(Name name) {
    for (int i = 0; i < name.wireLength(); i++) u8(name.wireByte(i));
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
