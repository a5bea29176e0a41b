package dev.roster.dns.corefile;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// `multisocket [N]`: how many UDP sockets share each address of the block.
///
/// @param sockets empty: one a processor, as without the directive
public record MultisocketConfig(OptionalInt sockets) implements DirectiveConfig {
  /// The most that may be asked for, as in CoreDNS.
  public static final int SOCKETS_MAX = 1024;

  @Override
  public String directive() {
    return "multisocket";
  }

  static MultisocketConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    List<Token> arguments = words.arguments();
    if (arguments.size() > 1 || words.next()) {
      throw words.refuseCount("multisocket", "one number at most, once", arguments);
    }
    if (arguments.isEmpty()) return new MultisocketConfig(OptionalInt.empty());
    OptionalLong number = GoValues.integer(words.text());
    if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > SOCKETS_MAX) {
      throw words.refuse(
          "multisocket is \"" + words.text() + "\" (expected: 1.." + SOCKETS_MAX + ")");
    }
    return new MultisocketConfig(OptionalInt.of((int) number.getAsLong()));
  }
}
