package dev.roster.engine.objects;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Bytes of a source to text, strictly.
public final class Utf8 {
  private Utf8() {}

  /// The text of UTF-8 bytes, without a byte order mark.
  ///
  /// @param source names the bytes in problems
  /// @throws MalformedTextException at the first byte that is no UTF-8
  public static String decode(byte[] bytes, String source) throws MalformedTextException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      int line = 1 + (int) out.chars().filter(c -> c == '\n').count();
      int at = in.position();
      String message = "not UTF-8 text: byte 0x%02x at offset %d".formatted(bytes[at] & 0xff, at);
      throw new MalformedTextException(new Problem(new Position(source, line, 0), "", message));
    }
    return out.length() > 0 && out.charAt(0) == '\ufeff'
        ? out.subSequence(1, out.length()).toString()
        : out.toString();
  }
}
