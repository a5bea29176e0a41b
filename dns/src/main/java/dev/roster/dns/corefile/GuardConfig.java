package dev.roster.dns.corefile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `cookies FILE` and `rate_limit N [BURST]` of the `roster` directive.
///
/// @param cookies the file with the secrets of server cookies
/// @param perSecond replies over UDP that a network gets, 0 for no limit
/// @param burst replies at once, after a silence
public record GuardConfig(Optional<Token> cookies, int perSecond, int burst) {
  /// Neither.
  public static final GuardConfig NONE = new GuardConfig(Optional.empty(), 0, 0);

  /// Replies a second that may be asked for.
  public static final int PER_SECOND_MAX = 10_000;

  /// Replies at once that may be asked for.
  public static final int BURST_MAX = 60_000;

  /// Whether there is something to do.
  public boolean isEmpty() {
    return cookies.isEmpty() && perSecond == 0;
  }

  GuardConfig withCookies(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount("cookies", "FILE", values);
    return new GuardConfig(Optional.of(values.getFirst()), perSecond, burst);
  }

  GuardConfig withRateLimit(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.isEmpty() || values.size() > 2) {
      throw words.refuseCount("rate_limit", "N [BURST]", values);
    }
    int rate = number(words, values.getFirst(), PER_SECOND_MAX);
    int atOnce = values.size() == 2 ? number(words, values.get(1), BURST_MAX) : 2 * rate;
    return new GuardConfig(cookies, rate, atOnce);
  }

  private static int number(TokenCursor words, Token value, int max) throws Refusal {
    OptionalLong number = GoValues.integer(value.text());
    if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > max) {
      throw words.refuse("rate_limit is \"" + value.text() + "\" (expected: 1.." + max + ")");
    }
    return (int) number.getAsLong();
  }
}
