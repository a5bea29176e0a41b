package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.Map;

/// `{$NAME}` and `{%NAME%}` inside a word become the variable's value, nothing where it is not set.
/// First all of the second form, then of the first, so that a value may hold a reference; an empty
/// name ends the replacement, a missing end leaves the rest as it is.
final class EnvReferences {
  /// Replacements in one word: a variable that refers to itself must not loop.
  static final int REPLACEMENTS_MAX = 100;

  /// Characters of a word behind replacement.
  static final int WORD_CHARS_MAX = 65_536;

  private final Map<String, String> environment;

  EnvReferences(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The token with every reference replaced.
  ///
  /// @throws Refusal if the result passes a bound
  Token replaceIn(Token token) throws Refusal {
    String text = token.text();
    if (text.indexOf('{') < 0) return token;
    text = replace(text, "{%", "%}", token.position());
    return token.withText(replace(text, "{$", "}", token.position()));
  }

  private String replace(String in, String open, String close, Position position) throws Refusal {
    String text = in;
    int index = text.indexOf(open);
    for (int count = 0; index >= 0; count++) {
      if (count == REPLACEMENTS_MAX) {
        throw new Refusal(position, "more than " + REPLACEMENTS_MAX + " variables in one word");
      }
      int end = text.indexOf(close, index);
      if (end <= index + open.length()) return text;
      String name = text.substring(index + open.length(), end);
      text = text.replace(open + name + close, environment.getOrDefault(name, ""));
      if (text.length() > WORD_CHARS_MAX) {
        throw new Refusal(position, "a word of more than " + WORD_CHARS_MAX + " characters");
      }
      index = text.indexOf(open);
    }
    return text;
  }
}
