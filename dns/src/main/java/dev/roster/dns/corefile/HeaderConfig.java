package dev.roster.dns.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `header { query|response set|clear FLAG... }`: flags of the header, `aa`, `ra` and `rd`. The
/// first `header` with rules counts.
///
/// @param query rules for the question as directives behind see it
/// @param response rules for the answer
public record HeaderConfig(List<Rule> query, List<Rule> response) implements DirectiveConfig {
  /// A flag that rules can name.
  public enum Flag {
    AA,
    RA,
    RD
  }

  /// One flag, set or cleared.
  public record Rule(Flag flag, boolean set) {}

  public HeaderConfig {
    query = List.copyOf(query);
    response = List.copyOf(response);
  }

  @Override
  public String directive() {
    return "header";
  }

  static HeaderConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    while (words.next()) {
      List<Rule> query = new ArrayList<>();
      List<Rule> response = new ArrayList<>();
      while (words.nextInBlock()) {
        switch (words.text().toLowerCase(Locale.ROOT)) {
          case "query" -> rules(words, query);
          case "response" -> rules(words, response);
          default -> throw words.refuseProperty("header", List.of("query", "response"));
        }
      }
      if (!query.isEmpty() || !response.isEmpty()) return new HeaderConfig(query, response);
    }
    throw words.refuse("header has no rules (expected: query or response, set or clear, flags)");
  }

  private static void rules(TokenCursor words, List<Rule> rules) throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.size() < 2) {
      throw words.refuseCount("a rule", "set or clear, then aa, ra or rd", arguments);
    }
    boolean set =
        switch (arguments.getFirst().text().toLowerCase(Locale.ROOT)) {
          case "set" -> true;
          case "clear" -> false;
          default ->
              throw new Refusal(
                  arguments.getFirst().position(),
                  "\"" + arguments.getFirst().text() + "\" (expected: set, clear)");
        };
    for (Token flag : arguments.subList(1, arguments.size())) {
      rules.add(
          new Rule(
              switch (flag.text().toLowerCase(Locale.ROOT)) {
                case "aa" -> Flag.AA;
                case "ra" -> Flag.RA;
                case "rd" -> Flag.RD;
                default ->
                    throw new Refusal(
                        flag.position(),
                        "header has no flag \"" + flag.text() + "\" (expected: aa, ra, rd)");
              },
              set));
    }
  }
}
