package dev.roster.dns.corefile;

import java.time.Duration;
import java.util.List;

/// `cancel [DURATION]`: how long an answer may take.
public record CancelConfig(Duration timeout) implements DirectiveConfig {
  /// Where nothing is said.
  public static final Duration TIMEOUT_DEFAULT = Duration.ofMillis(5001);

  @Override
  public String directive() {
    return "cancel";
  }

  static CancelConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    Duration timeout = TIMEOUT_DEFAULT;
    while (words.next()) {
      Token word = words.token();
      List<Token> arguments = words.arguments();
      if (arguments.size() > 1) throw words.refuseCount("cancel", "a duration", arguments);
      if (!arguments.isEmpty()) {
        timeout =
            GoValues.duration(words.text())
                .filter(Duration::isPositive)
                .orElseThrow(() ->
                    words.refuse(
                        "cancel is \"" + words.text() + "\" (expected: a duration such as 5s)"));
      }
      block.noteNotActedOn(word.position(), "cancel", "whatever waits has a bound of its own");
    }
    return new CancelConfig(timeout);
  }
}
