package dev.roster.dns.corefile;

import java.util.List;

/// `local { localhost_prefix on|off }`: names of this machine, `localhost` and loopback addresses.
///
/// @param prefix whether `localhost.` in front of any name is this machine as well
public record LocalConfig(boolean prefix) implements DirectiveConfig {
  @Override
  public String directive() {
    return "local";
  }

  static LocalConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    boolean prefix = true;
    while (words.next()) {
      List<Token> arguments = words.arguments();
      if (!arguments.isEmpty()) throw words.refuseCount("local", "none", arguments);
      while (words.nextInBlock()) {
        if (!words.text().equals("localhost_prefix")) {
          throw words.refuseProperty("local", List.of("localhost_prefix"));
        }
        List<Token> values = words.arguments();
        if (values.size() != 1) throw words.refuseCount("localhost_prefix", "on or off", values);
        prefix =
            switch (words.text()) {
              case "on" -> true;
              case "off" -> false;
              default ->
                  throw words.refuse(
                      "localhost_prefix is \"" + words.text() + "\" (expected: on, off)");
            };
      }
    }
    return new LocalConfig(prefix);
  }
}
