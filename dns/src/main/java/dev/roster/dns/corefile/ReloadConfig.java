package dev.roster.dns.corefile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `reload [INTERVAL [JITTER]]`: the Corefile is read again when it has changed.
///
/// @param interval between two looks, at least 2 s
/// @param jitter the interval differs from process to process by up to half of this each way; 0, or
///   1 s up to half the interval
public record ReloadConfig(Duration interval, Duration jitter) implements DirectiveConfig {
  /// Where nothing is said.
  public static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(30);

  /// Where nothing is said.
  public static final Duration JITTER_DEFAULT = Duration.ofSeconds(15);

  private static final Duration INTERVAL_MIN = Duration.ofSeconds(2);
  private static final Duration JITTER_MIN = Duration.ofSeconds(1);

  public ReloadConfig {
    if (interval.compareTo(INTERVAL_MIN) < 0) {
      throw new IllegalArgumentException("interval is " + interval + " (expected: 2s or more)");
    }
    if (jitter.isPositive() && jitter.compareTo(interval.dividedBy(2)) > 0) {
      jitter = interval.dividedBy(2);
    }
  }

  @Override
  public String directive() {
    return "reload";
  }

  static ReloadConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    List<Token> arguments = words.arguments();
    if (arguments.size() > 2) throw words.refuseCount("reload", "[INTERVAL [JITTER]]", arguments);
    Duration interval = INTERVAL_DEFAULT;
    Duration jitter = JITTER_DEFAULT;
    if (!arguments.isEmpty()) interval = duration(words, arguments.getFirst());
    if (interval.compareTo(INTERVAL_MIN) < 0) {
      throw words.refuse(
          "the interval is " + arguments.getFirst().text() + " (expected: 2s or more)");
    }
    if (arguments.size() == 2) jitter = duration(words, arguments.get(1));
    if (!jitter.isZero() && jitter.compareTo(JITTER_MIN) < 0) {
      throw words.refuse(
          "the jitter is " + arguments.get(1).text() + " (expected: 0, or 1s or more)");
    }
    return new ReloadConfig(interval, jitter);
  }

  private static Duration duration(TokenCursor words, Token token) throws Refusal {
    Optional<Duration> duration = GoValues.duration(token.text());
    return duration.orElseThrow(
        () -> words.refuse("reload: \"" + token.text() + "\" is no duration (expected: 30s)"));
  }
}
