package dev.roster.dns.corefile;

import java.util.Locale;
import java.util.Optional;

/// Which names a rule is for: five ways to compare a text with a name in lower case and with its
/// final dot.
public sealed interface NameMatch {
  /// Whether the name, in presentation form and lower case, is meant.
  boolean matches(String name);

  /// The whole name.
  record Exact(String name) implements NameMatch {
    @Override
    public boolean matches(String other) {
      return name.equals(other);
    }
  }

  /// How the name begins.
  record Prefix(String prefix) implements NameMatch {
    @Override
    public boolean matches(String name) {
      return name.startsWith(prefix);
    }
  }

  /// How the name ends.
  record Suffix(String suffix) implements NameMatch {
    @Override
    public boolean matches(String name) {
      return name.endsWith(suffix);
    }
  }

  /// Anywhere in the name.
  record Substring(String part) implements NameMatch {
    @Override
    public boolean matches(String name) {
      return name.contains(part);
    }
  }

  /// An expression found anywhere in the name.
  record Regex(GoPattern pattern) implements NameMatch {
    @Override
    public boolean matches(String name) {
      return pattern.find(name).isPresent();
    }
  }

  /// The match that a Corefile's words say.
  ///
  /// @param kind `exact`, `prefix`, `suffix`, `substring` or `regex`, in any letter case
  /// @throws Refusal at `kind` if it is none of them, at `text` if that is no expression
  static NameMatch parse(Token kind, Token text) throws Refusal {
    return switch (kind.text().toLowerCase(Locale.ROOT)) {
      case "exact" -> new Exact(normal(text.text()));
      case "prefix" -> new Prefix(normal(text.text()));
      case "suffix" -> new Suffix(normal(text.text()));
      case "substring" -> new Substring(normal(text.text()));
      case "regex" -> new Regex(pattern(text));
      default ->
          throw new Refusal(
              kind.position(),
              "\"" + kind.text() + "\" (expected: exact, prefix, suffix, substring or regex)");
    };
  }

  /// The expression that a word says.
  static GoPattern pattern(Token text) throws Refusal {
    Optional<GoPattern> pattern = GoPattern.compile(text.text());
    if (pattern.isEmpty()) {
      throw new Refusal(
          text.position(), "\"" + text.text() + "\" is no regular expression (RE2 syntax)");
    }
    return pattern.get();
  }

  /// Lower case and with a final dot, which CoreDNS adds to prefixes and substrings too.
  static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return isAbsolute(lower) ? lower : lower + ".";
  }

  private static boolean isAbsolute(String name) {
    if (!name.endsWith(".")) return false;
    int at = name.length() - 2;
    int backslashes = 0;
    while (at >= 0 && name.charAt(at) == '\\') {
      backslashes++;
      at--;
    }
    return backslashes % 2 == 0;
  }
}
