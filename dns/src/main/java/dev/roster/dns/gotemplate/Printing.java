package dev.roster.dns.gotemplate;

import dev.roster.dns.gotemplate.Value.Decimal;
import dev.roster.dns.gotemplate.Value.Items;
import dev.roster.dns.gotemplate.Value.Table;
import dev.roster.dns.gotemplate.Value.Text;
import dev.roster.dns.gotemplate.Value.Truth;
import dev.roster.dns.gotemplate.Value.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Values as text, as Go's fmt writes them.
final class Printing {
  /// Characters that a width or a precision can ask for.
  static final int WIDTH_MAX = 1_000;

  private Printing() {}

  /// As `{{value}}` writes it.
  static String text(Value value) {
    return value instanceof Value.None ? "<no value>" : plain(value);
  }

  /// `%v`.
  private static String plain(Value value) {
    return switch (value) {
      case Value.None _ -> "<nil>";
      case Text(String text) -> text;
      case Whole(BigInteger number) -> number.toString();
      case Decimal(double number) -> decimal(number);
      case Truth(boolean truth) -> String.valueOf(truth);
      case Items(List<Value> items) ->
          items.stream().map(Printing::plain).collect(Collectors.joining(" ", "[", "]"));
      case Table(Map<String, Value> entries) ->
          new TreeMap<>(entries)
              .entrySet().stream()
                  .map(entry -> entry.getKey() + ":" + plain(entry.getValue()))
                  .collect(Collectors.joining(" ", "map[", "]"));
      case Value.Fields _ -> "{}";
      case Value.Method _ -> "<method>";
    };
  }

  /// `%g`: the shortest digits, an exponent where it is under -4 or above 20.
  private static String decimal(double number) {
    if (Double.isNaN(number)) return "NaN";
    if (Double.isInfinite(number)) return number > 0 ? "+Inf" : "-Inf";
    if (number == 0) return "0";
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < 21) return exact.toPlainString();
    String digits = exact.unscaledValue().abs().toString();
    String mantissa = digits.length() > 1 ? digits.charAt(0) + "." + digits.substring(1) : digits;
    String sign = number < 0 ? "-" : "";
    return String.format(
        Locale.ROOT, "%s%se%s%02d", sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /// `print`: blanks between values of which neither is a string.
  static String print(List<Value> values) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      boolean texts = i > 0 && (values.get(i) instanceof Text || values.get(i - 1) instanceof Text);
      if (i > 0 && !texts) out.append(' ');
      out.append(plain(values.get(i)));
    }
    return out.toString();
  }

  /// `println`: blanks between all.
  static String printLine(List<Value> values) {
    return values.stream().map(Printing::plain).collect(Collectors.joining(" ")) + "\n";
  }

  /// `printf`.
  static String format(String format, List<Value> values) throws Failure {
    StringBuilder out = new StringBuilder();
    int used = 0;
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int from = at;
      while (at < format.length() && "+-# 0".indexOf(format.charAt(at)) >= 0) at++;
      String flags = format.substring(from, at);
      from = at;
      while (at < format.length() && isDigit(format.charAt(at))) at++;
      int width = number(format.substring(from, at), 0);
      int precision = -1;
      if (at < format.length() && format.charAt(at) == '.') {
        from = ++at;
        while (at < format.length() && isDigit(format.charAt(at))) at++;
        precision = number(format.substring(from, at), 0);
      }
      if (at >= format.length()) {
        out.append("%!(NOVERB)");
        break;
      }
      char verb = format.charAt(at++);
      if (verb == '%') {
        out.append('%');
        continue;
      }
      if (used >= values.size()) {
        out.append("%!").append(verb).append("(MISSING)");
        continue;
      }
      out.append(padded(one(verb, flags, precision, values.get(used++)), flags, width, verb));
      if (out.length() > Run.OUTPUT_CHARS_MAX) throw new Failure("too much output");
    }
    if (used < values.size()) {
      out.append("%!(EXTRA ");
      for (int i = used; i < values.size(); i++) {
        if (i > used) out.append(", ");
        out.append(kind(values.get(i))).append('=').append(plain(values.get(i)));
      }
      out.append(')');
    }
    return out.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int number(String digits, int none) throws Failure {
    if (digits.isEmpty()) return none;
    if (digits.length() > 4 || Integer.parseInt(digits) > WIDTH_MAX) {
      throw new Failure("a width of " + digits + " (expected: 1000 or less)");
    }
    return Integer.parseInt(digits);
  }

  private static String padded(String text, String flags, int width, char verb) {
    int missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) return text;
    if (flags.contains("-")) return text + " ".repeat(missing);
    if (!flags.contains("0")) return " ".repeat(missing) + text;
    boolean signed = "dxXobfFeEgGv".indexOf(verb) >= 0 && !text.isEmpty();
    signed &= signed && (text.charAt(0) == '-' || text.charAt(0) == '+');
    return signed
        ? text.charAt(0) + "0".repeat(missing) + text.substring(1)
        : "0".repeat(missing) + text;
  }

  private static String one(char verb, String flags, int precision, Value value) {
    String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    switch (value) {
      case Whole(BigInteger number) -> {
        String before = number.signum() < 0 ? "" : sign;
        switch (verb) {
          case 'd', 'v' -> {
            return before + number;
          }
          case 'x' -> {
            return before + number.toString(16);
          }
          case 'X' -> {
            return before + number.toString(16).toUpperCase(Locale.ROOT);
          }
          case 'o' -> {
            return before + number.toString(8);
          }
          case 'b' -> {
            return before + number.toString(2);
          }
          case 'c' -> {
            boolean valid = number.signum() >= 0 && number.bitLength() <= 20;
            return Character.toString(valid ? number.intValue() : 0xfffd);
          }
          default -> {}
        }
      }
      case Text(String text) -> {
        boolean cut = precision >= 0 && precision < text.length();
        String shown = cut ? text.substring(0, precision) : text;
        switch (verb) {
          case 's', 'v' -> {
            return shown;
          }
          case 'q' -> {
            return '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
          }
          case 'x', 'X' -> {
            String hex = HexFormat.of().formatHex(shown.getBytes(StandardCharsets.UTF_8));
            return verb == 'x' ? hex : hex.toUpperCase(Locale.ROOT);
          }
          default -> {}
        }
      }
      case Decimal(double number) -> {
        String before = number < 0 ? "" : sign;
        switch (verb) {
          case 'f', 'F' -> {
            return before + String.format(Locale.ROOT, "%." + places(precision) + "f", number);
          }
          case 'e' -> {
            return before + String.format(Locale.ROOT, "%." + places(precision) + "e", number);
          }
          case 'g', 'v' -> {
            return before + decimal(number);
          }
          default -> {}
        }
      }
      case Truth(boolean truth) -> {
        if (verb == 't' || verb == 'v') return String.valueOf(truth);
      }
      case Items(List<Value> items) -> {
        return items.stream()
            .map(item -> one(verb, flags, precision, item))
            .collect(Collectors.joining(" ", "[", "]"));
      }
      case Value.None _, Table _, Value.Fields _, Value.Method _ -> {
        if (verb == 'v') return plain(value);
      }
    }
    if (value instanceof Value.None) return "%!" + verb + "(<nil>)";
    return "%!" + verb + "(" + kind(value) + "=" + plain(value) + ")";
  }

  private static int places(int precision) {
    return precision < 0 ? 6 : precision;
  }

  private static String kind(Value value) {
    return switch (value) {
      case Text _ -> "string";
      case Whole _ -> "int";
      case Decimal _ -> "float64";
      case Truth _ -> "bool";
      case Items _ -> "[]string";
      case Table _ -> "map[string]string";
      case Value.None _, Value.Fields _, Value.Method _ -> "<nil>";
    };
  }
}
