package dev.roster.dns.corefile;

import dev.roster.core.wire.Mnemonics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// `rewrite [continue|stop] FIELD ...`: the question is asked in other words, and the answer given
/// in those of the client. Each time it stands in a block is one rule; their order counts.
public record RewriteConfig(List<RewriteRule> rules) implements DirectiveConfig {
  private static final List<String> FIELDS =
      List.of("name", "type", "class", "ttl", "rcode", "cname", "edns0", "continue", "stop");

  /// A TTL that is no bound.
  private static final long TTL_MAX = Integer.MAX_VALUE;

  public RewriteConfig {
    rules = List.copyOf(rules);
  }

  @Override
  public String directive() {
    return "rewrite";
  }

  static RewriteConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<RewriteRule> rules = new ArrayList<>();
    while (words.next()) {
      List<Token> arguments = new ArrayList<>(words.arguments());
      if (arguments.size() < 2) {
        while (words.nextInBlock()) arguments.add(words.token());
      }
      rules.add(rule(words, arguments));
    }
    return new RewriteConfig(rules);
  }

  private static RewriteRule rule(TokenCursor words, List<Token> arguments) throws Refusal {
    if (arguments.isEmpty()) throw words.refuse("rewrite has no rule (expected: name FROM TO ...)");
    String first = lower(arguments.getFirst());
    boolean mode = first.equals("continue") || first.equals("stop");
    if (mode && arguments.size() < 2) {
      throw words.refuse("rewrite " + first + " has no rule (expected: name FROM TO ...)");
    }
    Token field = arguments.get(mode ? 1 : 0);
    List<Token> rest = arguments.subList(mode ? 2 : 1, arguments.size());
    boolean goesOn = first.equals("continue");
    return switch (lower(field)) {
      case "name" -> RewriteNameRules.name(words, goesOn, rest);
      case "type" -> {
        count(words, "type", rest, 2, 2, "FROM TO");
        yield new RewriteRule.Type(goesOn, type(rest.get(0)), type(rest.get(1)));
      }
      case "class" -> {
        count(words, "class", rest, 2, 2, "FROM TO");
        yield new RewriteRule.QClass(goesOn, qclass(rest.get(0)), qclass(rest.get(1)));
      }
      case "ttl" -> ttl(words, goesOn, rest);
      case "rcode" -> rcode(words, goesOn, rest);
      case "cname" -> RewriteNameRules.cname(words, goesOn, rest);
      case "edns0" -> RewriteOptionRules.option(words, goesOn, rest);
      case "answer" ->
          throw new Refusal(field.position(), "an answer rule stands behind a name rule");
      default ->
          throw new Refusal(
              field.position(),
              "rewrite has no rule \"" + field.text() + "\"",
              Suggestions.hint(field.text(), FIELDS));
    };
  }

  static String lower(Token word) {
    return word.text().toLowerCase(Locale.ROOT);
  }

  static void count(
      TokenCursor words, String rule, List<Token> found, int min, int max, String expected)
      throws Refusal {
    if (found.size() < min || found.size() > max) {
      throw words.refuseCount("rewrite " + rule, expected, found);
    }
  }

  private static int type(Token word) throws Refusal {
    OptionalInt type = Mnemonics.type(word.text());
    if (type.isPresent()) return type.getAsInt();
    throw new Refusal(word.position(), "\"" + word.text() + "\" is no record type");
  }

  private static int qclass(Token word) throws Refusal {
    OptionalInt qclass = Mnemonics.qclass(word.text());
    if (qclass.isPresent()) return qclass.getAsInt();
    throw new Refusal(word.position(), "\"" + word.text() + "\" is no class (expected: IN, CH...)");
  }

  private static RewriteRule ttl(TokenCursor words, boolean goesOn, List<Token> rest)
      throws Refusal {
    count(words, "ttl", rest, 2, 3, "[MATCH] NAME TTL");
    Token word = rest.getLast();
    int dash = word.text().indexOf('-');
    String low = dash < 0 ? word.text() : word.text().substring(0, dash);
    String high = dash < 0 ? word.text() : word.text().substring(dash + 1);
    OptionalLong min = dash >= 0 && low.isEmpty() ? OptionalLong.of(0) : unsigned(low);
    OptionalLong max = dash >= 0 && high.isEmpty() ? OptionalLong.of(TTL_MAX) : unsigned(high);
    boolean bare = low.isEmpty() && high.isEmpty();
    if (bare || min.isEmpty() || max.isEmpty() || min.getAsLong() > max.getAsLong()) {
      throw new Refusal(
          word.position(), "ttl is \"" + word.text() + "\" (expected: 30, 30-60, -60 or 30-)");
    }
    // RFC 2181 section 8: more is no TTL.
    return new RewriteRule.Ttl(
        goesOn,
        match(rest, 3),
        Math.min(TTL_MAX, min.getAsLong()),
        Math.min(TTL_MAX, max.getAsLong()));
  }

  /// 32 bits in decimal digits alone.
  private static OptionalLong unsigned(String text) {
    if (text.isEmpty() || !Character.isDigit(text.charAt(0))) return OptionalLong.empty();
    OptionalLong number = GoValues.integer(text);
    return number.isPresent() && number.getAsLong() <= 0xffff_ffffL ? number : OptionalLong.empty();
  }

  private static RewriteRule rcode(TokenCursor words, boolean goesOn, List<Token> rest)
      throws Refusal {
    count(words, "rcode", rest, 3, 4, "[MATCH] NAME FROM TO");
    int from = rcode(rest.get(rest.size() - 2));
    int to = rcode(rest.getLast());
    return new RewriteRule.Rcode(goesOn, match(rest, 4), from, to);
  }

  private static int rcode(Token word) throws Refusal {
    OptionalLong number = unsigned(word.text());
    if (number.isPresent() && number.getAsLong() <= 23) return (int) number.getAsLong();
    OptionalInt rcode = Mnemonics.rcode(word.text());
    if (rcode.isPresent()) return rcode.getAsInt();
    throw new Refusal(word.position(), "\"" + word.text() + "\" is no rcode (expected: NXDOMAIN)");
  }

  /// The first words: with as many as `whole`, a kind of match and a name, else a name.
  private static NameMatch match(List<Token> rest, int whole) throws Refusal {
    return rest.size() == whole
        ? NameMatch.parse(rest.get(0), rest.get(1))
        : new NameMatch.Exact(NameMatch.normal(rest.getFirst().text()));
  }
}
