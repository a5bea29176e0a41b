package dev.roster.dns.gotemplate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts the inside of one action into words.
final class Lexer {
  /// Words of one action, at most.
  static final int WORDS_MAX = 1_000;

  /// A word: a constant where it has a value, else what is written.
  ///
  /// @param spaced whether a blank stands before it
  record Word(Kind kind, String text, Value value, boolean spaced) {
    boolean is(String other) {
      return kind != Kind.CONSTANT && text.equals(other);
    }
  }

  enum Kind {
    CONSTANT,
    NAME,
    FIELD,
    VARIABLE,
    SIGN
  }

  private final String text;
  private final List<Word> words = new ArrayList<>();
  private int at;
  private boolean spaced;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Word> words(String text) throws Failure {
    Lexer lexer = new Lexer(text);
    while (lexer.next()) {
      if (lexer.words.size() > WORDS_MAX) throw new Failure("an action of too many words");
    }
    return lexer.words;
  }

  private boolean next() throws Failure {
    spaced = false;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
      spaced = true;
    }
    if (at == text.length()) return false;
    char c = text.charAt(at);
    if (c == '"') string();
    else if (c == '`') raw();
    else if (c == '\'') character();
    else if (isDigit(c) || ((c == '-' || c == '+') && isDigit(peek(1)))) number();
    else if (c == '.') field();
    else if (c == '$') variable();
    else if (isLetter(c)) name();
    else sign(c);
    return true;
  }

  private void add(Kind kind, String word, Value value) {
    words.add(new Word(kind, word, value, spaced));
  }

  private void name() {
    int from = at;
    while (at < text.length() && isLetterOrDigit(text.charAt(at))) at++;
    String word = text.substring(from, at);
    switch (word) {
      case "true", "false" -> add(Kind.CONSTANT, word, new Value.Truth(word.equals("true")));
      case "nil" -> add(Kind.CONSTANT, word, Value.NONE);
      default -> add(Kind.NAME, word, Value.NONE);
    }
  }

  private void field() throws Failure {
    if (isDigit(peek(1))) {
      number();
      return;
    }
    int from = at++;
    while (at < text.length() && isLetterOrDigit(text.charAt(at))) at++;
    add(Kind.FIELD, text.substring(from + 1, at), Value.NONE);
  }

  private void variable() {
    int from = at++;
    while (at < text.length() && isLetterOrDigit(text.charAt(at))) at++;
    add(Kind.VARIABLE, text.substring(from, at), Value.NONE);
  }

  private void sign(char c) throws Failure {
    if (c == ':' && peek(1) == '=') {
      at += 2;
      add(Kind.SIGN, ":=", Value.NONE);
      return;
    }
    if ("|()=,".indexOf(c) < 0) throw new Failure("unexpected \"" + c + "\" in command");
    at++;
    add(Kind.SIGN, String.valueOf(c), Value.NONE);
  }

  private void number() throws Failure {
    int from = at++;
    while (at < text.length() && (isLetterOrDigit(text.charAt(at)) || isPartOfNumber(from))) at++;
    String word = text.substring(from, at).replace("_", "");
    try {
      add(Kind.CONSTANT, word, new Value.Whole(integer(word)));
    } catch (NumberFormatException _) {
      boolean decimal = word.contains(".") || word.toLowerCase(Locale.ROOT).contains("e");
      if (!decimal) throw new Failure("bad number syntax: \"" + word + "\"");
      try {
        add(Kind.CONSTANT, word, new Value.Decimal(Double.parseDouble(word)));
      } catch (NumberFormatException none) {
        throw new Failure("bad number syntax: \"" + word + "\"");
      }
    }
  }

  private boolean isPartOfNumber(int from) {
    char c = text.charAt(at);
    boolean sign = c == '+' || c == '-';
    boolean exponent = Character.toLowerCase(text.charAt(at - 1)) == 'e' && at > from + 1;
    boolean hex = text.startsWith("0x", from) || text.startsWith("0X", from);
    return c == '.' || (sign && exponent && !hex);
  }

  private static BigInteger integer(String word) {
    boolean negative = word.startsWith("-");
    String digits = negative || word.startsWith("+") ? word.substring(1) : word;
    int base = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      char kind = Character.toLowerCase(digits.charAt(1));
      base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
      digits = digits.substring(isDigit(kind) ? 1 : 2);
    }
    BigInteger number = new BigInteger(digits, base);
    return negative ? number.negate() : number;
  }

  private void raw() throws Failure {
    int end = text.indexOf('`', at + 1);
    if (end < 0) throw new Failure("unterminated raw quoted string");
    String word = text.substring(at + 1, end);
    at = end + 1;
    add(Kind.CONSTANT, word, new Value.Text(word));
  }

  private void string() throws Failure {
    StringBuilder word = new StringBuilder();
    at++;
    while (true) {
      if (at >= text.length()) throw new Failure("unterminated quoted string");
      char c = text.charAt(at);
      if (c == '"') break;
      word.appendCodePoint(c == '\\' ? escaped() : plain(c));
    }
    at++;
    add(Kind.CONSTANT, word.toString(), new Value.Text(word.toString()));
  }

  private void character() throws Failure {
    at++;
    if (at >= text.length()) throw new Failure("unterminated character constant");
    char c = text.charAt(at);
    int code = c == '\\' ? escaped() : plain(c);
    if (at >= text.length() || text.charAt(at) != '\'') {
      throw new Failure("malformed character constant");
    }
    at++;
    add(Kind.CONSTANT, "'", Value.Whole.of(code));
  }

  private int plain(char c) {
    at++;
    return c;
  }

  private int escaped() throws Failure {
    char c = peek(1);
    at += 2;
    return switch (c) {
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 11;
      case '\\', '\'', '"' -> c;
      case 'x' -> digits(2, 16);
      case 'u' -> digits(4, 16);
      case 'U' -> digits(8, 16);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        yield digits(3, 8);
      }
      default -> throw new Failure("invalid escape in a quoted string");
    };
  }

  private int digits(int count, int base) throws Failure {
    int value = 0;
    for (int i = 0; i < count; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at++), base) : -1;
      if (digit < 0) throw new Failure("invalid escape in a quoted string");
      value = value * base + digit;
      if (value > Character.MAX_CODE_POINT) throw new Failure("invalid escape in a quoted string");
    }
    return value;
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isLetterOrDigit(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}
