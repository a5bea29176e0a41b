package dev.roster.dns.corefile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `health [ADDRESS:PORT] { lameduck DURATION }`: `/health` over HTTP says OK while the process
/// lives.
///
/// @param address `:8080` where nothing is said: all addresses, since the directive asks for it
/// @param lameduck how long it still serves at the end, after it was told to stop
public record HealthConfig(HostPort address, Duration lameduck) implements DirectiveConfig {
  /// Where nothing is said.
  public static final HostPort ADDRESS_DEFAULT = new HostPort("", 8080);

  @Override
  public String directive() {
    return "health";
  }

  static HealthConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    HostPort address = ADDRESS_DEFAULT;
    Duration lameduck = Duration.ZERO;
    while (words.next()) {
      List<Token> arguments = words.arguments();
      if (arguments.size() > 1) throw words.refuseCount("health", "ADDRESS:PORT", arguments);
      if (arguments.size() == 1) address = address(words, "health");
      while (words.nextInBlock()) {
        if (!words.text().equals("lameduck")) {
          throw words.refuseProperty("health", List.of("lameduck"));
        }
        List<Token> values = words.arguments();
        if (values.size() != 1) throw words.refuseCount("lameduck", "a duration", values);
        Optional<Duration> duration = GoValues.duration(words.text());
        if (duration.isEmpty()) {
          throw words.refuse(
              "lameduck is \"" + words.text() + "\" (expected: a duration such as 5s)");
        }
        lameduck = duration.get();
      }
    }
    return new HealthConfig(address, lameduck);
  }

  /// The current word as an address to listen on.
  static HostPort address(TokenCursor words, String directive) throws Refusal {
    return GoValues.hostPort(words.text())
        .orElseThrow(() ->
            words.refuse(
                directive + " listens on \"" + words.text() + "\" (expected: ADDRESS:PORT)"));
  }
}
