package dev.roster.core.zonetext;

/// A place on earth (type LOC, RFC 1876 section 3): degrees, minutes, seconds north or south, the
/// same east or west, the altitude, then size and precisions.
final class LocationText {
  private static final long EQUATOR = 1L << 31;
  private static final long MILLIS_OF_DEGREE = 3_600_000;
  private static final long ALTITUDE_BASE_CENTIMETERS = 10_000_000;
  private static final int SIZE_DEFAULT = 0x12;
  private static final int HORIZONTAL_DEFAULT = 0x16;
  private static final int VERTICAL_DEFAULT = 0x13;

  private LocationText() {}

  static void parse(Fields fields, Bytes bytes) throws BadText {
    long latitude = angle(fields, 90, "N", "S");
    long longitude = angle(fields, 180, "E", "W");
    long altitude = centimeters(fields, fields.word("altitude"), true);
    int size = fields.isEmpty() ? SIZE_DEFAULT : power(fields);
    int horizontal = fields.isEmpty() ? HORIZONTAL_DEFAULT : power(fields);
    int vertical = fields.isEmpty() ? VERTICAL_DEFAULT : power(fields);
    bytes.u8(0);
    bytes.u8(size);
    bytes.u8(horizontal);
    bytes.u8(vertical);
    bytes.u32(latitude);
    bytes.u32(longitude);
    bytes.u32(altitude + ALTITUDE_BASE_CENTIMETERS);
  }

  private static long angle(Fields fields, int degreesMax, String plus, String minus)
      throws BadText {
    long millis = fields.number("degrees", degreesMax) * MILLIS_OF_DEGREE;
    Word word = fields.word("direction");
    if (!isDirection(word, plus, minus)) {
      millis += fields.number(word, "minutes", 59) * 60_000;
      word = fields.word("direction");
      if (!isDirection(word, plus, minus)) {
        millis += thousandths(fields, word);
        word = fields.word("direction");
      }
    }
    boolean within = millis <= degreesMax * MILLIS_OF_DEGREE;
    if (!within || !isDirection(word, plus, minus)) throw fields.bad(word, plus + " or " + minus);
    return word.text().equalsIgnoreCase(plus) ? EQUATOR + millis : EQUATOR - millis;
  }

  private static boolean isDirection(Word word, String plus, String minus) {
    return word.text().equalsIgnoreCase(plus) || word.text().equalsIgnoreCase(minus);
  }

  private static long thousandths(Fields fields, Word word) throws BadText {
    long millis = decimal(fields, word, word.text(), 3, "seconds");
    if (millis >= 60_000) throw fields.bad(word, "seconds of 0..59.999");
    return millis;
  }

  private static long centimeters(Fields fields, Word word, boolean signed) throws BadText {
    String text = word.text();
    if (text.endsWith("m") || text.endsWith("M")) text = text.substring(0, text.length() - 1);
    boolean negative = signed && text.startsWith("-");
    long value = decimal(fields, word, negative ? text.substring(1) : text, 2, "meters");
    if (negative && value > ALTITUDE_BASE_CENTIMETERS) throw fields.bad(word, "altitude");
    return negative ? -value : value;
  }

  /// A decimal number in units of its last digit.
  private static long decimal(Fields fields, Word word, String text, int digits, String wanted)
      throws BadText {
    int dot = text.indexOf('.');
    String whole = dot < 0 ? text : text.substring(0, dot);
    String part = dot < 0 ? "" : text.substring(dot + 1);
    if (part.length() > digits || (whole.isEmpty() && part.isEmpty())) {
      throw fields.bad(word, wanted);
    }
    String all = whole + part + "0".repeat(digits - part.length());
    return fields.number(new Word(all, false, false, word.line()), wanted, 4_284_967_295L);
  }

  /// A length as one digit times a power of ten, in centimeters.
  private static int power(Fields fields) throws BadText {
    Word word = fields.word("meters");
    long value = centimeters(fields, word, false);
    if (value > 9_000_000_000L) throw fields.bad(word, "meters of 0..90000000");
    int exponent = 0;
    while (value >= 10) {
      value /= 10;
      exponent++;
    }
    return (int) value << 4 | exponent;
  }
}
