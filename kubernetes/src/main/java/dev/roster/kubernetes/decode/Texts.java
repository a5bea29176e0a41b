package dev.roster.kubernetes.decode;

import java.nio.charset.StandardCharsets;

/// Texts that many objects share, one instance of each, found by their bytes without making one.
final class Texts {
  /// Texts remembered at most; then remembering starts anew.
  static final int TEXTS_MAX = 1 << 15;

  /// Bytes of a text that is remembered, at most.
  static final int TEXT_BYTES_MAX = 253;

  /// Slots that are tried for one text: who makes many that fall together gains nothing.
  private static final int PROBES_MAX = 16;

  private String[] slots = new String[256];
  private int count;

  /// The text of UTF-8 bytes; those that are none become U+FFFD.
  static String plain(byte[] bytes, int from, int length) {
    return length == 0 ? "" : new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /// As [#plain], one instance of equal ones where possible.
  String shared(byte[] bytes, int from, int length) {
    if (length == 0) return "";
    if (length > TEXT_BYTES_MAX) return plain(bytes, from, length);
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      if (bytes[i] < 0) return plain(bytes, from, length);
      hash = hash * 31 + bytes[i];
    }
    hash *= 0x9e3779b1;
    int slot = (hash >>> 7) & (slots.length - 1);
    for (int i = 0; i < PROBES_MAX; i++) {
      String known = slots[slot];
      if (known == null) {
        String text = plain(bytes, from, length);
        remember(text, slot);
        return text;
      }
      if (isSame(known, bytes, from, length)) return known;
      slot = (slot + 1) & (slots.length - 1);
    }
    return plain(bytes, from, length);
  }

  private void remember(String text, int slot) {
    slots[slot] = text;
    if (++count < slots.length / 2) return;
    String[] before = slots;
    slots = new String[before.length < TEXTS_MAX * 2 ? before.length * 2 : 256];
    count = 0;
    if (slots.length > before.length) for (String each : before) if (each != null) again(each);
  }

  private void again(String text) {
    int slot = ((text.hashCode() * 0x9e3779b1) >>> 7) & (slots.length - 1);
    for (int i = 0; i < PROBES_MAX; i++) {
      if (slots[slot] == null) {
        slots[slot] = text;
        count++;
        return;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
  }

  private static boolean isSame(String text, byte[] bytes, int from, int length) {
    if (text.length() != length) return false;
    for (int i = 0; i < length; i++) if (text.charAt(i) != bytes[from + i]) return false;
    return true;
  }
}
