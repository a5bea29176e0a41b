package dev.roster.dns.view;

import java.util.ArrayList;
import java.util.List;

/// The words of an expression: names, numbers, texts in any of three quotes, operators. Comments
/// (`#`, `//`, `/* */`) are left out.
final class ViewTokens {
  private static final List<String> OPERATORS =
      List.of(
          "==", "!=", "<=", ">=", "&&", "||", "..", "**", "??", "?.", "(", ")", "[", "]", "{", "}",
          "<", ">", "!", "+", "-", "*", "/", "%", "^", "|", "?", ":", ",", ";", ".", "=");

  /// What a word is.
  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    OPERATOR,
    END
  }

  /// A word and where it begins, counted from 1.
  record Token(Kind kind, String text, int column) {}

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private ViewTokens(String source) {
    this.source = source;
  }

  static List<Token> of(String source) throws WrongExpression {
    ViewTokens lexer = new ViewTokens(source);
    lexer.run();
    lexer.tokens.add(new Token(Kind.END, "the end", source.length() + 1));
    return lexer.tokens;
  }

  private void run() throws WrongExpression {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (Character.isWhitespace(c)) at++;
      else if (c == '#' || source.startsWith("//", at)) at = end("\n", 0);
      else if (source.startsWith("/*", at)) at = end("*/", 2);
      else if (c == '\'' || c == '"') text(c);
      else if (c == '`') raw();
      else if (c >= '0' && c <= '9') number();
      else if (isNameStart(c)) name();
      else operator();
    }
  }

  private int end(String mark, int length) {
    int found = source.indexOf(mark, at);
    return found < 0 ? source.length() : found + length;
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c == '$';
  }

  private void name() {
    int from = at;
    while (at < source.length()
        && (isNameStart(source.charAt(at)) || Character.isDigit(source.charAt(at)))) at++;
    add(Kind.NAME, source.substring(from, at), from);
  }

  private void number() throws WrongExpression {
    int from = at;
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean range = c == '.' && source.startsWith("..", at);
      boolean part = Character.isLetterOrDigit(c) || c == '_' || (c == '.' && !range);
      boolean hex = source.startsWith("0x", from) || source.startsWith("0X", from);
      boolean sign =
          (c == '+' || c == '-') && !hex && at > from && "eE".indexOf(source.charAt(at - 1)) >= 0;
      if (!part && !sign) break;
      at++;
    }
    add(Kind.NUMBER, source.substring(from, at).replace("_", ""), from);
  }

  private void raw() throws WrongExpression {
    int close = source.indexOf('`', at + 1);
    if (close < 0) throw wrong("a text without its end");
    add(Kind.TEXT, source.substring(at + 1, close), at);
    at = close + 1;
  }

  private void text(char quote) throws WrongExpression {
    int from = at++;
    StringBuilder text = new StringBuilder();
    while (true) {
      if (at >= source.length()) {
        at = from;
        throw wrong("a text without its end");
      }
      char c = source.charAt(at++);
      if (c == quote) break;
      text.append(c == '\\' ? escaped() : String.valueOf(c));
    }
    add(Kind.TEXT, text.toString(), from);
  }

  private String escaped() throws WrongExpression {
    if (at >= source.length()) throw wrong("a text without its end");
    char c = source.charAt(at++);
    return switch (c) {
      case 'a' -> "\u0007";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'v' -> "\u000b";
      case '\\', '\'', '"' -> String.valueOf(c);
      case 'x' -> code(2);
      case 'u' -> code(4);
      default -> throw wrong("\\" + c + " means nothing in a text (a backslash is \\\\)");
    };
  }

  private String code(int digits) throws WrongExpression {
    int end = at + digits;
    if (end > source.length()) throw wrong("a text without its end");
    int code = 0;
    for (; at < end; at++) {
      int digit = Character.digit(source.charAt(at), 16);
      if (digit < 0) throw wrong("\"" + source.charAt(at) + "\" is no hexadecimal digit");
      code = 16 * code + digit;
    }
    return String.valueOf((char) code);
  }

  private void operator() throws WrongExpression {
    for (String operator : OPERATORS) {
      if (!source.startsWith(operator, at)) continue;
      add(Kind.OPERATOR, operator, at);
      at += operator.length();
      return;
    }
    throw wrong("\"" + source.charAt(at) + "\" means nothing");
  }

  private void add(Kind kind, String text, int from) {
    tokens.add(new Token(kind, text, from + 1));
  }

  private WrongExpression wrong(String what) {
    return new WrongExpression("column " + (at + 1) + ": " + what);
  }
}
