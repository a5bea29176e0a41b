package dev.roster.core.wire;

import java.nio.charset.StandardCharsets;

/// An extended DNS error (RFC 8914): why, for people who read `dig`. It goes only to clients that
/// sent an OPT record.
///
/// @param code the info code, 0..65535
/// @param text a sentence, cut to [#TEXT_BYTES_MAX] bytes of UTF-8
public record ExtendedError(int code, String text) {
  public static final int OTHER = 0;
  public static final int STALE_ANSWER = 3;
  public static final int NOT_READY = 14;
  public static final int BLOCKED = 15;
  public static final int FILTERED = 17;
  public static final int PROHIBITED = 18;
  public static final int NETWORK_ERROR = 23;

  /// Bytes of the text, at most.
  public static final int TEXT_BYTES_MAX = 120;

  public ExtendedError {
    if (code < 0 || code > 0xffff) {
      throw new IllegalArgumentException("info code is " + code + " (expected: 0..65535)");
    }
    while (text.getBytes(StandardCharsets.UTF_8).length > TEXT_BYTES_MAX) {
      text = text.substring(0, text.length() - 1);
    }
  }
}
