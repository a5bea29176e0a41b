package dev.roster.dns.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads the rules of `rewrite` that replace names.
final class RewriteNameRules {
  /// Groups that a replacement can name: `{0}` to `{100}`.
  private static final int GROUPS_MAX = 100;

  private RewriteNameRules() {}

  /// `name [MATCH] FROM TO [answer auto | [answer] name FROM TO | [answer] value FROM TO]...`.
  static RewriteRule name(TokenCursor words, boolean goesOn, List<Token> rest) throws Refusal {
    if (rest.size() < 2) throw words.refuseCount("rewrite name", "[MATCH] FROM TO", rest);
    boolean bare = rest.size() == 2;
    Token to = rest.get(bare ? 1 : 2);
    NameMatch match =
        bare
            ? new NameMatch.Exact(NameMatch.normal(rest.get(0).text()))
            : NameMatch.parse(rest.get(0), rest.get(1));
    if (match instanceof NameMatch.Exact exact) {
      // CoreDNS compiles the replacement; what it refuses is refused here.
      groups(NameMatch.pattern(to), exact.name(), to);
    }
    if (match instanceof NameMatch.Regex regex) groups(regex.pattern(), to.text(), to);
    List<Token> answer = rest.subList(bare ? 2 : 3, rest.size());
    if (answer.size() == 1) {
      throw new Refusal(answer.getFirst().position(), "rewrite name: an answer rule has two words");
    }
    boolean auto = false;
    boolean names = false;
    List<RewriteRule.AnswerRule> answers = new ArrayList<>();
    int at = 0;
    while (at < answer.size()) {
      Token word = answer.get(at);
      if (at == 0 && !word.text().equals("answer")) {
        throw new Refusal(word.position(), "\"" + word.text() + "\" (expected: answer)");
      }
      if (word.text().equals("answer")) at++;
      if (at == answer.size()) {
        throw new Refusal(word.position(), "answer has no kind (expected: auto, name or value)");
      }
      Token kind = answer.get(at++);
      switch (kind.text()) {
        case "auto" -> auto = true;
        case "name", "value" -> {
          boolean values = kind.text().equals("value");
          if (answer.size() - at < 2) {
            throw new Refusal(kind.position(), "answer " + kind.text() + " has two arguments");
          }
          answers.add(answerRule(values, answer.get(at), answer.get(at + 1)));
          names |= !values;
          at += 2;
        }
        default ->
            throw new Refusal(
                kind.position(), "\"" + kind.text() + "\" (expected: auto, name or value)");
      }
    }
    if (auto && names) {
      throw new Refusal(to.position(), "answer auto and answer name exclude each other");
    }
    boolean turnsBack = auto || match instanceof NameMatch.Exact;
    return new RewriteRule.Name(goesOn, match, NameMatch.normal(to.text()), turnsBack, answers);
  }

  private static RewriteRule.AnswerRule answerRule(boolean values, Token from, Token to)
      throws Refusal {
    GoPattern pattern = NameMatch.pattern(from);
    groups(pattern, to.text(), to);
    return new RewriteRule.AnswerRule(values, pattern, NameMatch.normal(to.text()));
  }

  /// Refuses a replacement that names more groups than the expression has, `{0}` counted, as
  /// CoreDNS counts.
  private static void groups(GoPattern pattern, String replacement, Token at) throws Refusal {
    int used = 0;
    for (int i = 0; i <= GROUPS_MAX; i++) if (replacement.contains("{" + i + "}")) used++;
    if (used > pattern.groups()) {
      throw new Refusal(
          at.position(), "\"" + replacement + "\" uses " + used + " groups of " + pattern.groups());
    }
  }

  /// `cname [MATCH] FROM TO`.
  static RewriteRule cname(TokenCursor words, boolean goesOn, List<Token> rest) throws Refusal {
    RewriteConfig.count(words, "cname", rest, 2, 3, "[MATCH] FROM TO");
    String to = rest.getLast().text().toLowerCase(Locale.ROOT);
    if (rest.size() == 2) {
      NameMatch match = new NameMatch.Exact(NameMatch.normal(rest.get(0).text()));
      return new RewriteRule.Cname(goesOn, match, NameMatch.normal(to));
    }
    // Unlike those of name rules, only whole names get a final dot.
    String from = rest.get(1).text().toLowerCase(Locale.ROOT);
    NameMatch match =
        switch (NameMatch.parse(rest.get(0), rest.get(1).withText(from))) {
          case NameMatch.Exact exact -> exact;
          case NameMatch.Prefix _ -> new NameMatch.Prefix(from);
          case NameMatch.Suffix _ -> new NameMatch.Suffix(from);
          case NameMatch.Substring _ -> new NameMatch.Substring(from);
          case NameMatch.Regex regex -> regex;
        };
    boolean whole = match instanceof NameMatch.Exact;
    return new RewriteRule.Cname(goesOn, match, whole ? NameMatch.normal(to) : to);
  }
}
