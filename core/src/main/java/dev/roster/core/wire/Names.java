package dev.roster.core.wire;

import dev.roster.core.names.Name;

/// Names inside messages: compression pointers are followed within bounds (RFC 1035 section 4.1.4).
/// Nothing here throws on bad bytes or reads outside the window.
final class Names {
  /// Pointers of one name, at most; as many labels as a name can have.
  static final int POINTERS_MAX = 126;

  private static final int POINTER = 0xc0;

  private Names() {}

  /// The offset behind the name at `at`, -1 if it is none. Pointers may lead anywhere in the
  /// message, as CoreDNS takes them; their count and the name's length are bounded.
  static int skip(byte[] bytes, int offset, int end, int at) {
    int behind = -1;
    int length = 0;
    int pointers = 0;
    int here = at;
    while (true) {
      if (here >= end) return -1;
      int label = bytes[here] & 0xff;
      if (label == 0) return behind >= 0 ? behind : here + 1;
      if (label < 64) {
        length += 1 + label;
        here += 1 + label;
        if (length >= Name.WIRE_BYTES_MAX || here > end) return -1;
        continue;
      }
      if (label < POINTER || here + 1 >= end || ++pointers > POINTERS_MAX) return -1;
      if (behind < 0) behind = here + 2;
      here = offset + (((label & 0x3f) << 8) | (bytes[here + 1] & 0xff));
    }
  }

  /// Copies the name at `at`, which [#skip] took, uncompressed; returns its length.
  static int expand(byte[] bytes, int offset, int at, byte[] target, int targetAt) {
    int here = at;
    int out = targetAt;
    while (true) {
      int label = bytes[here] & 0xff;
      if (label >= POINTER) {
        here = offset + (((label & 0x3f) << 8) | (bytes[here + 1] & 0xff));
        continue;
      }
      System.arraycopy(bytes, here, target, out, 1 + label);
      here += 1 + label;
      out += 1 + label;
      if (label == 0) return out - targetAt;
    }
  }

  /// The name at `at`, which [#skip] took.
  static Name read(byte[] bytes, int offset, int at) {
    byte[] wire = new byte[Name.WIRE_BYTES_MAX];
    return Name.ofWire(wire, 0, expand(bytes, offset, at, wire, 0));
  }

  /// Two bytes, unsigned.
  static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /// Four bytes, unsigned.
  static long u32(byte[] bytes, int at) {
    return ((long) u16(bytes, at) << 16) | u16(bytes, at + 2);
  }
}
