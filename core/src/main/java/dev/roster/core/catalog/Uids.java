package dev.roster.core.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// UIDs of objects as bytes: 17 where it is a UUID in lower case, as API servers make them; else a
/// length and the text.
final class Uids {
  /// Bytes that one takes, at most.
  static final int BYTES_MAX = 255;

  private static final int PACKED = 0xff;
  private static final HexFormat HEX = HexFormat.of();

  private Uids() {}

  /// Writes the bytes of a UID; of one of 255 characters or more, those of none.
  ///
  /// @return the offset behind them
  static int write(byte[] to, int offset, String uid) {
    if (isUuid(uid)) {
      int at = offset;
      to[at++] = (byte) PACKED;
      for (int i = 0; i < 36; i += 2) {
        if (uid.charAt(i) == '-') i++;
        int high = HexFormat.fromHexDigit(uid.charAt(i));
        to[at++] = (byte) (high << 4 | HexFormat.fromHexDigit(uid.charAt(i + 1)));
      }
      return at;
    }
    return writeText(to, offset, uid, PACKED - 1);
  }

  /// The UID that begins at an offset.
  static String read(byte[] bytes, int at) {
    int length = bytes[at] & 0xff;
    if (length != PACKED) return new String(bytes, at + 1, length, StandardCharsets.ISO_8859_1);
    String hex = HEX.formatHex(Arrays.copyOfRange(bytes, at + 1, at + 17));
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  /// Where the UID that begins at an offset ends.
  static int skip(byte[] bytes, int at) {
    int length = bytes[at] & 0xff;
    return at + (length == PACKED ? 17 : 1 + length);
  }

  /// Writes a length and the text; of a text that is over `lengthMax` or not Latin-1, those of
  /// none.
  ///
  /// @return the offset behind them
  static int writeText(byte[] to, int offset, String text, int lengthMax) {
    boolean fits = text.length() <= lengthMax;
    for (int i = 0; fits && i < text.length(); i++) fits = text.charAt(i) <= 0xff;
    String kept = fits ? text : "";
    int at = offset;
    to[at++] = (byte) kept.length();
    for (int i = 0; i < kept.length(); i++) to[at++] = (byte) kept.charAt(i);
    return at;
  }

  private static boolean isUuid(String uid) {
    if (uid.length() != 36) return false;
    for (int i = 0; i < 36; i++) {
      char c = uid.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
  }
}
