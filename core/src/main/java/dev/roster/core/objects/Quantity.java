package dev.roster.core.objects;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount as Kubernetes writes it: `100m`, `1.5Gi`, `1e3`; its text is the canonical one (the
/// largest suffix that leaves a whole number).
///
/// @param value exact down to a billionth; what is smaller was rounded away from zero
public record Quantity(BigDecimal value, Form form) {
  /// Which suffixes its text has.
  public enum Form {
    /// n u m (none) k M G T P E
    DECIMAL,
    /// Ki Mi Gi Ti Pi Ei
    BINARY,
    /// e3, e6, ...
    EXPONENT
  }

  /// Characters of a quantity's text.
  public static final int CHARS_MAX = 100;

  /// The largest power of ten that a text may name.
  public static final int EXPONENT_MAX = 99;

  private static final Pattern SYNTAX =
      Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))([A-Za-z]*)([+-]?[0-9]*)");
  private static final String DECIMALS = "num kMGTPE";
  private static final String BINARIES = " KMGTPE";
  private static final int NANO_SCALE = 9;
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigInteger KIBI = BigInteger.valueOf(1024);
  private static final BigInteger KILO = BigInteger.valueOf(1000);

  /// The quantity that a text says; empty where it is none.
  public static Optional<Quantity> parse(String text) {
    if (text.length() > CHARS_MAX) return Optional.empty();
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) return Optional.empty();
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2);
    String digits = matcher.group(3);
    if (!digits.isEmpty()) {
      int exponent = exponent(suffix, digits);
      if (Math.abs(exponent) > EXPONENT_MAX) return Optional.empty();
      return Optional.of(new Quantity(bounded(number.scaleByPowerOfTen(exponent)), Form.EXPONENT));
    }
    if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
      int power = BINARIES.indexOf(suffix.charAt(0));
      if (power < 1) return Optional.empty();
      BigDecimal value = number.multiply(new BigDecimal(KIBI.pow(power)));
      return Optional.of(new Quantity(bounded(value), Form.BINARY));
    }
    if (suffix.length() > 1) return Optional.empty();
    int power = suffix.isEmpty() ? 3 : DECIMALS.indexOf(suffix.charAt(0));
    if (power < 0) return Optional.empty();
    BigDecimal value = number.scaleByPowerOfTen(3 * (power - 3));
    return Optional.of(new Quantity(bounded(value), Form.DECIMAL));
  }

  /// Whether it is below zero.
  public boolean isNegative() {
    return value.signum() < 0;
  }

  /// The canonical text.
  @Override
  public String toString() {
    if (value.signum() == 0) return "0";
    BigDecimal whole = value.stripTrailingZeros();
    boolean binary =
        form == Form.BINARY
            && whole.abs().compareTo(new BigDecimal(KIBI)) >= 0
            && whole.scale() <= 0;
    BigInteger number = binary ? whole.toBigIntegerExact() : scaled(whole);
    int power = binary ? 0 : -NANO_SCALE / 3;
    BigInteger step = binary ? KIBI : KILO;
    int last = binary || form == Form.DECIMAL || form == Form.BINARY ? 6 : Integer.MAX_VALUE;
    while (power < last && number.mod(step).signum() == 0) {
      number = number.divide(step);
      power++;
    }
    if (power == 0) return number.toString();
    if (binary) return number.toString() + BINARIES.charAt(power) + "i";
    return number + (form == Form.EXPONENT ? "e" + 3 * power : "" + DECIMALS.charAt(power + 3));
  }

  private static int exponent(String suffix, String digits) {
    boolean wellFormed = suffix.equals("e") || suffix.equals("E");
    if (!wellFormed || digits.length() > 4 || !endsInDigit(digits)) {
      return Integer.MAX_VALUE;
    }
    return Integer.parseInt(digits);
  }

  private static boolean endsInDigit(String text) {
    char last = text.charAt(text.length() - 1);
    return last >= '0' && last <= '9';
  }

  private static BigInteger scaled(BigDecimal value) {
    return value.scaleByPowerOfTen(NANO_SCALE).toBigInteger();
  }

  private static BigDecimal bounded(BigDecimal value) {
    BigDecimal rounded =
        value.scale() > NANO_SCALE ? value.setScale(NANO_SCALE, RoundingMode.UP) : value;
    if (rounded.compareTo(LARGEST) > 0) return LARGEST;
    return rounded.compareTo(LARGEST.negate()) < 0 ? LARGEST.negate() : rounded;
  }
}
