package dev.roster.manifest;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Tree;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a plain scalar means, as kubectl reads YAML (1.1): `yes`, `on` and `n` are booleans and
/// `0644` is 420, but times and sexagesimals stay strings.
final class Yaml11 {
  /// Characters of a number; longer ones are strings.
  static final int NUMBER_CHARS_MAX = 400;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSES =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern OCTAL = Pattern.compile("0[0-7]+");

  private Yaml11() {}

  /// The value of a plain scalar without a tag.
  static Tree resolve(String text, Position at) {
    if (NULLS.contains(text)) return new Tree.Null(at);
    if (TRUES.contains(text)) return new Tree.Bool(true, at);
    if (FALSES.contains(text)) return new Tree.Bool(false, at);
    Optional<BigDecimal> number = number(text);
    if (number.isPresent()) return new Tree.Num(number.get(), at);
    return new Tree.Text(text, at);
  }

  /// The number that a plain scalar is, if it is one.
  static Optional<BigDecimal> number(String text) {
    if (text.isEmpty() || text.length() > NUMBER_CHARS_MAX) return Optional.empty();
    char first = text.charAt(0);
    boolean hinted = (first >= '0' && first <= '9') || "+-.".indexOf(first) >= 0;
    if (!hinted) return Optional.empty();
    String plain = text.replace("_", "");
    boolean negative = plain.startsWith("-");
    String digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
    Optional<BigInteger> whole = whole(digits);
    if (whole.isPresent()) {
      return whole.map(n -> new BigDecimal(negative ? n.negate() : n));
    }
    if (!DECIMAL.matcher(plain).matches()) return Optional.empty();
    // Beyond a double it is a string; so nobody meets a number of a billion digits.
    if (Double.isInfinite(Double.parseDouble(plain))) return Optional.empty();
    try {
      BigDecimal value = new BigDecimal(plain);
      if (Math.abs((long) value.scale()) > NUMBER_CHARS_MAX) return Optional.empty();
      // 1.0 and 1e3 are whole numbers in JSON.
      boolean isWhole = value.stripTrailingZeros().scale() <= 0;
      return Optional.of(isWhole ? value.setScale(0, RoundingMode.UNNECESSARY) : value);
    } catch (NumberFormatException exponent) {
      // 1e-99999999999 is zero as a double, but no exponent of ours.
      return Optional.empty();
    }
  }

  // 0x1f, 0b11, 0o17, 017; a number like 08 is no octal, and read as decimal.
  private static Optional<BigInteger> whole(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') return Optional.empty();
    return switch (digits.charAt(1)) {
      case 'x', 'X' -> radix(digits.substring(2), 16);
      case 'b', 'B' -> radix(digits.substring(2), 2);
      case 'o', 'O' -> radix(digits.substring(2), 8);
      default -> OCTAL.matcher(digits).matches() ? radix(digits, 8) : Optional.empty();
    };
  }

  private static Optional<BigInteger> radix(String digits, int radix) {
    if (digits.isEmpty()) return Optional.empty();
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c > 'f' || Character.digit(c, radix) < 0) return Optional.empty();
    }
    return Optional.of(new BigInteger(digits, radix));
  }
}
