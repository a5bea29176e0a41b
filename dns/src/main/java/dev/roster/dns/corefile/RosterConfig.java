package dev.roster.dns.corefile;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// `roster { foreign nxdomain|coredns; negative_ttl SECONDS; strict; cookies FILE; rate_limit N;
/// top_metrics }`: where Roster may differ from CoreDNS.
///
/// @param foreign what a name gets that no directive answers
/// @param negativeTtlSeconds the TTL of a negative answer for a name that a declared set will own,
///   0..3600; empty: as CoreDNS, the zone's
/// @param strict where RFCs and CoreDNS differ, the answer is the RFCs'
/// @param guard cookies and a limit on replies
/// @param topMetrics whether metrics name the clients that ask most and what they ask in vain
public record RosterConfig(
    Foreign foreign,
    OptionalInt negativeTtlSeconds,
    boolean strict,
    GuardConfig guard,
    boolean topMetrics)
    implements DirectiveConfig {
  /// What holds where the directive does not stand.
  public static final RosterConfig DEFAULT =
      new RosterConfig(Foreign.COREDNS, OptionalInt.empty(), false, GuardConfig.NONE, false);

  /// Seconds of `negative_ttl`.
  public static final int NEGATIVE_TTL_SECONDS_MAX = 3600;

  /// What a name gets that no directive of its server block answers.
  public enum Foreign {
    /// SERVFAIL, as CoreDNS; programs report a temporary failure.
    COREDNS,
    /// NXDOMAIN.
    NXDOMAIN
  }

  @Override
  public String directive() {
    return "roster";
  }

  static RosterConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    Foreign foreign = Foreign.COREDNS;
    OptionalInt negativeTtl = OptionalInt.empty();
    boolean strict = false;
    GuardConfig guard = GuardConfig.NONE;
    boolean topMetrics = false;
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("roster stands twice in this server block");
      List<Token> arguments = words.arguments();
      if (!arguments.isEmpty()) throw words.refuseCount("roster", "none", arguments);
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "foreign" -> foreign = foreign(words);
          case "negative_ttl" -> negativeTtl = OptionalInt.of(negativeTtl(words));
          case "strict" -> strict = flag(words, "strict");
          case "top_metrics" -> topMetrics = flag(words, "top_metrics");
          case "cookies" -> guard = guard.withCookies(words);
          case "rate_limit" -> guard = guard.withRateLimit(words);
          default ->
              throw words.refuseProperty(
                  "roster",
                  List.of(
                      "foreign", "negative_ttl", "strict", "cookies", "rate_limit", "top_metrics"));
        }
      }
    }
    return new RosterConfig(foreign, negativeTtl, strict, guard, topMetrics);
  }

  private static boolean flag(TokenCursor words, String word) throws Refusal {
    List<Token> values = words.arguments();
    if (!values.isEmpty()) throw words.refuseCount(word, "none", values);
    return true;
  }

  private static Foreign foreign(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount("foreign", "nxdomain or coredns", values);
    return switch (words.text()) {
      case "nxdomain" -> Foreign.NXDOMAIN;
      case "coredns" -> Foreign.COREDNS;
      default ->
          throw words.refuse("foreign is \"" + words.text() + "\" (expected: nxdomain, coredns)");
    };
  }

  private static int negativeTtl(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount("negative_ttl", "seconds", values);
    OptionalLong seconds = GoValues.integer(words.text());
    if (seconds.isEmpty()
        || seconds.getAsLong() < 0
        || seconds.getAsLong() > NEGATIVE_TTL_SECONDS_MAX) {
      throw words.refuse(
          "negative_ttl is \""
              + words.text()
              + "\" (expected: 0.."
              + NEGATIVE_TTL_SECONDS_MAX
              + ")");
    }
    return (int) seconds.getAsLong();
  }
}
