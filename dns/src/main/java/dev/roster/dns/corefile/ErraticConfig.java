package dev.roster.dns.corefile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `erratic { drop [N]; delay [N [DURATION]]; truncate [N]; large }`: answers that fail now and
/// then, to try clients with.
///
/// @param drop every so many-th question gets no answer; 0: none
/// @param delay every so many-th is answered late; 0: none
/// @param delayed by how much
/// @param truncate which answers have the TC bit: those whose number shares no bit with it; 0: none
/// @param large whether an A answer has 30 records
public record ErraticConfig(long drop, long delay, Duration delayed, long truncate, boolean large)
    implements DirectiveConfig {
  /// How long an answer can be held back.
  public static final Duration DELAY_MAX = Duration.ofSeconds(30);

  private static final int AMOUNT = 2;
  private static final Duration DELAYED = Duration.ofMillis(100);

  @Override
  public String directive() {
    return "erratic";
  }

  static ErraticConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    long drop = AMOUNT;
    long delay = 0;
    long truncate = 0;
    Duration delayed = Duration.ZERO;
    boolean large = false;
    boolean drops = false;
    while (words.next()) {
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "drop" -> {
            List<Token> values = words.arguments();
            if (values.size() > 1) throw words.refuseCount("drop", "a number", values);
            if (values.isEmpty()) continue;
            drop = amount(values.getFirst());
            drops = true;
          }
          case "delay" -> {
            List<Token> values = words.arguments();
            if (values.size() > 2) throw words.refuseCount("delay", "[N [DURATION]]", values);
            delay = values.isEmpty() ? AMOUNT : amount(values.getFirst());
            delayed = values.size() == 2 ? duration(values.get(1)) : DELAYED;
          }
          case "truncate" -> {
            List<Token> values = words.arguments();
            if (values.size() > 1) throw words.refuseCount("truncate", "a number", values);
            truncate = values.isEmpty() ? AMOUNT : amount(values.getFirst());
          }
          case "large" -> large = true;
          default ->
              throw words.refuseProperty("erratic", List.of("drop", "delay", "truncate", "large"));
        }
      }
    }
    // Nothing is dropped where something else is asked for.
    if ((delay > 0 || truncate > 0) && !drops) drop = 0;
    return new ErraticConfig(drop, delay, delayed, truncate, large);
  }

  private static long amount(Token word) throws Refusal {
    OptionalLong amount = GoValues.integer(word.text());
    if (amount.isEmpty() || amount.getAsLong() < 0 || amount.getAsLong() > Integer.MAX_VALUE) {
      throw new Refusal(word.position(), "\"" + word.text() + "\" (expected: 0..2147483647)");
    }
    return amount.getAsLong();
  }

  private static Duration duration(Token word) throws Refusal {
    Optional<Duration> duration = GoValues.duration(word.text());
    if (duration.isEmpty()) {
      throw new Refusal(
          word.position(), "\"" + word.text() + "\" is no duration (expected: 100ms)");
    }
    return duration.get().compareTo(DELAY_MAX) > 0 ? DELAY_MAX : duration.get();
  }
}
