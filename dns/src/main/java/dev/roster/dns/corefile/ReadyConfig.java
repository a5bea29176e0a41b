package dev.roster.dns.corefile;

import java.util.List;

/// `ready [ADDRESS:PORT] { monitor until-ready|continuously }`: `/ready` over HTTP says OK when
/// every directive can answer, else 503 and the names of those that can't.
///
/// @param address `:8181` where nothing is said
/// @param continuously false: what was ready once stays so
public record ReadyConfig(HostPort address, boolean continuously) implements DirectiveConfig {
  /// Where nothing is said.
  public static final HostPort ADDRESS_DEFAULT = new HostPort("", 8181);

  @Override
  public String directive() {
    return "ready";
  }

  static ReadyConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    HostPort address = ADDRESS_DEFAULT;
    boolean continuously = false;
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("ready stands twice in this server block");
      List<Token> arguments = words.arguments();
      if (arguments.size() > 1) throw words.refuseCount("ready", "ADDRESS:PORT", arguments);
      if (arguments.size() == 1) address = HealthConfig.address(words, "ready");
      while (words.nextInBlock()) {
        if (!words.text().equals("monitor")) {
          throw words.refuseProperty("ready", List.of("monitor"));
        }
        List<Token> values = words.arguments();
        if (values.size() != 1) {
          throw words.refuseCount("monitor", "until-ready or continuously", values);
        }
        continuously =
            switch (words.text()) {
              case "until-ready" -> false;
              case "continuously" -> true;
              default ->
                  throw words.refuse(
                      "monitor is \"" + words.text() + "\" (expected: until-ready, continuously)");
            };
      }
    }
    return new ReadyConfig(address, continuously);
  }
}
