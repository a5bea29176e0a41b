package dev.roster.dns.corefile;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// `https { max_connections N }`: how many connections an `https://` block holds.
///
/// @param connectionsMax empty: the default; 0: as many as Roster holds at most
public record HttpsConfig(OptionalInt connectionsMax) implements DirectiveConfig {
  @Override
  public String directive() {
    return "https";
  }

  static HttpsConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    OptionalInt connections = OptionalInt.empty();
    words.next();
    List<Token> arguments = words.arguments();
    if (!arguments.isEmpty()) throw words.refuseCount("https", "none", arguments);
    while (words.nextInBlock()) {
      if (!words.text().equals("max_connections")) {
        throw words.refuseProperty("https", List.of("max_connections"));
      }
      List<Token> values = words.arguments();
      if (values.size() != 1) throw words.refuseCount("max_connections", "a number", values);
      OptionalLong number = GoValues.integer(words.text());
      if (number.isEmpty() || number.getAsLong() < 0 || connections.isPresent()) {
        throw words.refuse(
            "max_connections is \"" + words.text() + "\" (expected: 0 or more, once)");
      }
      connections = OptionalInt.of((int) Math.min(number.getAsLong(), Integer.MAX_VALUE));
    }
    return new HttpsConfig(connections);
  }
}
