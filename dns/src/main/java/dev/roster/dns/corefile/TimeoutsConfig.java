package dev.roster.dns.corefile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// `timeouts { read DURATION; write DURATION; idle DURATION; maxtcpqueries N }`: how long
/// connections are waited for. What is empty is the default.
///
/// @param read for a message that has begun, and for a TLS handshake; 1 s..24 h, as all three
/// @param write for a client that doesn't take its reply
/// @param idle between messages
/// @param tcpQueriesMax questions after which a connection is closed
public record TimeoutsConfig(
    Optional<Duration> read,
    Optional<Duration> write,
    Optional<Duration> idle,
    OptionalInt tcpQueriesMax)
    implements DirectiveConfig {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  @Override
  public String directive() {
    return "timeouts";
  }

  static TimeoutsConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    Optional<Duration> read = Optional.empty();
    Optional<Duration> write = Optional.empty();
    Optional<Duration> idle = Optional.empty();
    OptionalInt queries = OptionalInt.empty();
    while (words.next()) {
      List<Token> arguments = words.arguments();
      if (!arguments.isEmpty()) throw words.refuseCount("timeouts", "none", arguments);
      int properties = 0;
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "read" -> read = Optional.of(duration(words));
          case "write" -> write = Optional.of(duration(words));
          case "idle" -> idle = Optional.of(duration(words));
          case "maxtcpqueries" -> queries = queries(words);
          default ->
              throw words.refuseProperty(
                  "timeouts", List.of("read", "write", "idle", "maxtcpqueries"));
        }
        properties++;
      }
      if (properties == 0) throw words.refuse("timeouts names no timeout");
    }
    return new TimeoutsConfig(read, write, idle, queries);
  }

  /// A number alone is seconds.
  private static Duration duration(TokenCursor words) throws Refusal {
    String property = words.text();
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount(property, "a duration", values);
    String text = words.text();
    boolean seconds = GoValues.integer(text).isPresent();
    Optional<Duration> duration = GoValues.duration(seconds ? text + "s" : text);
    if (duration.isEmpty()
        || duration.get().compareTo(SHORTEST) < 0
        || duration.get().compareTo(LONGEST) > 0) {
      throw words.refuse(property + " is \"" + text + "\" (expected: 1s..24h)");
    }
    return duration.get();
  }

  private static OptionalInt queries(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount("maxtcpqueries", "a number", values);
    OptionalLong number = GoValues.integer(words.text());
    if (number.isEmpty() || number.getAsLong() == 0 || number.getAsLong() < -1) {
      throw words.refuse(
          "maxtcpqueries is \"" + words.text() + "\" (expected: -1 for no bound, or 1 and more)");
    }
    return number.getAsLong() == -1
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.min(number.getAsLong(), Integer.MAX_VALUE));
  }
}
