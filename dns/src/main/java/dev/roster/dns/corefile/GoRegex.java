package dev.roster.dns.corefile;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions in Go's syntax (RE2) as Java's: named groups `(?P<n>...)` and classes
/// `[[:alpha:]]` are rewritten; what RE2 doesn't have (look-around, back references, possessive
/// repeats) is no expression here either.
final class GoRegex {
  /// Characters of an expression, as CoreDNS bounds them.
  static final int CHARS_MAX = 10_000;

  /// RE2 refuses a larger count in `x{n}`.
  private static final int REPEAT_MAX = 1_000;

  private static final Pattern FOREIGN =
      Pattern.compile(
          "\\(\\?(?:[=!>]|<[=!])|\\\\[1-9kGZRX]|(?<!\\\\)(?:[*+?]|\\{\\d+(?:,\\d*)?})[+]");
  private static final Pattern REPEAT = Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

  private GoRegex() {}

  /// The expression, empty where it is none.
  static Optional<Pattern> compile(String text) {
    if (text.length() > CHARS_MAX || FOREIGN.matcher(text).find() || repeatsTooOften(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(translate(text)));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  private static boolean repeatsTooOften(String text) {
    return REPEAT
        .matcher(text)
        .results()
        .anyMatch(repeat ->
            GoValues.integer(repeat.group(1)).orElse(Long.MAX_VALUE) > REPEAT_MAX
                || (repeat.group(2) != null
                    && !repeat.group(2).isEmpty()
                    && GoValues.integer(repeat.group(2)).orElse(Long.MAX_VALUE) > REPEAT_MAX));
  }

  /// Inside a class Java gives `[` and `&&` a meaning that they don't have in RE2.
  private static String translate(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    boolean inClass = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        out.append(c).append(text.charAt(++i));
      } else if (!inClass && text.startsWith("(?P<", i)) {
        out.append("(?<");
        i += 3;
      } else if (!inClass && c == '[') {
        inClass = true;
        out.append(c);
        if (i + 1 < text.length() && text.charAt(i + 1) == '^') out.append(text.charAt(++i));
        if (i + 1 < text.length() && text.charAt(i + 1) == ']') {
          out.append("\\]");
          i++;
        }
      } else if (inClass && text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
        int end = text.indexOf(":]", i);
        out.append(posixClass(text.substring(i + 2, end)));
        i = end + 1;
      } else if (inClass && (c == '[' || c == '&')) {
        out.append('\\').append(c);
      } else {
        if (c == ']') inClass = false;
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String posixClass(String name) {
    boolean negated = name.startsWith("^");
    String java =
        switch (negated ? name.substring(1) : name) {
          case "alnum" -> "Alnum";
          case "alpha" -> "Alpha";
          case "ascii" -> "ASCII";
          case "blank" -> "Blank";
          case "cntrl" -> "Cntrl";
          case "digit" -> "Digit";
          case "graph" -> "Graph";
          case "lower" -> "Lower";
          case "print" -> "Print";
          case "punct" -> "Punct";
          case "space" -> "Space";
          case "upper" -> "Upper";
          case "xdigit" -> "XDigit";
          case "word" -> "IsWord";
          default -> "NoSuchClass";
        };
    if (java.equals("IsWord")) return negated ? "\\W" : "\\w";
    return (negated ? "\\P{" : "\\p{") + java + "}";
  }
}
