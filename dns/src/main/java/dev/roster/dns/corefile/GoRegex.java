package dev.roster.dns.corefile;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Regular expressions in Go's syntax (RE2) as Java's. Both search for the leftmost match and try
/// alternatives in order, so what differs is how things are written: what RE2 doesn't have
/// (look-around, back references, possessive repeats, flags of Java alone) is no expression here
/// either, and what Java reads otherwise is rewritten. The flag `U` (fewest first) is refused.
final class GoRegex {
  /// Characters of an expression, as CoreDNS bounds them.
  static final int CHARS_MAX = 10_000;

  /// RE2 refuses a larger count in `x{n}`.
  private static final int REPEAT_MAX = 1_000;

  /// Letters and digits that RE2 has behind a backslash.
  private static final String ESCAPES = "aAbBdDfnpPrsStvwWxzQ0";

  /// What `\s` is in RE2.
  private static final String SPACES = "\\t\\n\\f\\r ";

  private static final Pattern REPEAT = Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");
  private static final Pattern GROUP =
      Pattern.compile("\\(\\?(?:P?<([A-Za-z0-9_]+)>|[ims]*(?:-[ims]+)?[:)])");
  private static final Pattern JAVA_NAME_ESCAPE = Pattern.compile("Q[Qu]");
  private static final Pattern LINES = Pattern.compile("\\(\\?[is]*m");

  private final String text;
  private final boolean lines;
  private final StringBuilder out;
  private int at;

  private GoRegex(String text) {
    this.text = text;
    this.lines = LINES.matcher(text).find();
    this.out = new StringBuilder(text.length() + 16);
  }

  /// The expression, empty where it is none.
  static Optional<Pattern> compile(String text) {
    if (text.length() > CHARS_MAX) return Optional.empty();
    try {
      GoRegex regex = new GoRegex(text);
      // `.` stops at a line feed and at nothing else; letters fold beyond ASCII.
      int flags = Pattern.UNIX_LINES | Pattern.UNICODE_CASE;
      return regex.translate()
          ? Optional.of(Pattern.compile(regex.out.toString(), flags))
          : Optional.empty();
    } catch (PatternSyntaxException | StackOverflowError _) {
      return Optional.empty();
    }
  }

  /// Writes Java's form to `out`; false where RE2 has no such thing.
  private boolean translate() {
    boolean repeated = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean repeats = false;
      switch (c) {
        case '\\' -> {
          if (!escape(false)) return false;
        }
        case '[' -> {
          if (!characters()) return false;
        }
        case '(' -> {
          if (!group()) return false;
        }
        case '*', '+', '?', '{' -> {
          Matcher count = REPEAT.matcher(text).region(at, text.length());
          boolean counted = c == '{' && count.lookingAt();
          repeats = c != '{' || counted;
          if (repeats && repeated) return false;
          if (counted && (isTooOften(count.group(1)) || isTooOften(count.group(2)))) return false;
          if (repeats) repeat(counted ? count.end() : at + 1);
          else take("\\{");
        }
        // Java's would match before a final line feed too.
        case '$' -> take(lines ? "$" : "\\z");
        default -> take(String.valueOf(c));
      }
      repeated = repeats;
    }
    return true;
  }

  private void take(String java) {
    out.append(java);
    at++;
  }

  /// A repeat up to `end`, and the `?` that makes it a short one.
  private void repeat(int end) {
    boolean isShort = end < text.length() && text.charAt(end) == '?';
    out.append(text, at, isShort ? end + 1 : end);
    at = isShort ? end + 1 : end;
  }

  private static boolean isTooOften(@Nullable String count) {
    if (count == null || count.isEmpty()) return false;
    return GoValues.integer(count).orElse(Long.MAX_VALUE) > REPEAT_MAX;
  }

  /// A group's name as Java takes it, which has no underscores: `Q` begins what stands for one.
  private static String javaName(String name) {
    return "n" + name.replace("Q", "QQ").replace("_", "Qu");
  }

  /// A group's name as it was written, see [#javaName].
  static String writtenName(String java) {
    return JAVA_NAME_ESCAPE
        .matcher(java.substring(1))
        .replaceAll(found -> found.group().equals("QQ") ? "Q" : "_");
  }

  private boolean group() {
    if (!text.startsWith("(?", at)) {
      take("(");
      return true;
    }
    Matcher group = GROUP.matcher(text).region(at, text.length());
    if (!group.lookingAt()) return false;
    String name = group.group(1);
    out.append(name == null ? group.group() : "(?<" + javaName(name) + ">");
    at = group.end();
    return true;
  }

  /// A backslash and what belongs to it.
  private boolean escape(boolean inClass) {
    if (at + 1 >= text.length()) return false;
    char c = text.charAt(at + 1);
    boolean isWord = c < 0x80 && Character.isLetterOrDigit(c);
    if (isWord && ESCAPES.indexOf(c) < 0) return false;
    if (c == 'Q') {
      int end = text.indexOf("\\E", at);
      int to = end < 0 ? text.length() : end + 2;
      out.append(text, at, to);
      at = to;
      return true;
    }
    if (c == 's') out.append(inClass ? SPACES : "[" + SPACES + "]");
    else if (c == 'v') out.append("\\x0B");
    else out.append('\\').append(c);
    at += 2;
    return true;
  }

  /// A class: inside it Java gives `[` and `&&` a meaning that they don't have in RE2.
  private boolean characters() {
    take("[");
    if (text.startsWith("^", at)) take("^");
    if (text.startsWith("]", at)) take("\\]");
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        if (!escape(true)) return false;
      } else if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
        int end = text.indexOf(":]", at);
        out.append(posixClass(text.substring(at + 2, end)));
        at = end + 2;
      } else {
        take(c == '[' || c == '&' ? "\\" + c : String.valueOf(c));
        if (c == ']') return true;
      }
    }
    return false;
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
