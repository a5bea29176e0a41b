package dev.roster.dns.corefile;

import java.util.List;
import java.util.OptionalLong;

/// `bufsize [BYTES]`: how large a UDP answer may be, whatever the client says. The first one in a
/// block counts.
///
/// @param bytes 512..4096 (RFC 6891)
public record BufsizeConfig(int bytes) implements DirectiveConfig {
  /// Where nothing is said: what no network fragments (DNS flag day 2020).
  public static final int BYTES_DEFAULT = 1232;

  public BufsizeConfig {
    if (bytes < 512 || bytes > 4096) {
      throw new IllegalArgumentException("bufsize is " + bytes + " (expected: 512..4096)");
    }
  }

  @Override
  public String directive() {
    return "bufsize";
  }

  static BufsizeConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    List<Token> arguments = words.arguments();
    if (arguments.isEmpty()) return new BufsizeConfig(BYTES_DEFAULT);
    if (arguments.size() > 1) throw words.refuseCount("bufsize", "one number", arguments);
    OptionalLong bytes = GoValues.integer(words.text());
    if (bytes.isEmpty() || bytes.getAsLong() < 512 || bytes.getAsLong() > 4096) {
      throw words.refuse("bufsize is \"" + words.text() + "\" (expected: 512..4096)");
    }
    return new BufsizeConfig((int) bytes.getAsLong());
  }
}
