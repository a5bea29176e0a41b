package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.ArrayList;
import java.util.List;

/// Text to words, as Caddy's lexer does: words end at white space; a word that begins with a quote
/// goes to the next quote, over line breaks too, and `\"` is a quote inside it; `#` begins a
/// comment anywhere outside quotes.
///
/// Two habits of that lexer are kept because files rely on the outcome: a comment that begins
/// inside a word ends at the first space (`a# b` is `a` and `b`), and a carriage return joins.
final class Lexer {
  /// Words that one reading may produce, imports included.
  static final int TOKENS_MAX = 200_000;

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final String text;
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private int at;
  private int line = 1;
  private int column;
  private Position begin = Position.NONE;

  private Lexer(String text, String source) {
    this.text = text;
    this.source = source;
  }

  /// All words of a text.
  ///
  /// @param source what positions name
  /// @throws Refusal if there are more than [#TOKENS_MAX]
  static List<Token> tokens(String text, String source) throws Refusal {
    Lexer lexer = new Lexer(text, source);
    while (lexer.next()) {
      if (lexer.tokens.size() >= TOKENS_MAX) {
        throw new Refusal(lexer.begin, "more than " + TOKENS_MAX + " words");
      }
      lexer.tokens.add(new Token(lexer.word.toString(), lexer.begin));
    }
    return lexer.tokens;
  }

  private boolean next() {
    word.setLength(0);
    boolean comment = false;
    while (at < text.length()) {
      int c = read();
      if (isSpace(c)) {
        if (c == '\r') continue;
        if (c == '\n') comment = false;
        if (!word.isEmpty()) return true;
        continue;
      }
      if (c == '#') comment = true;
      if (comment) continue;
      if (word.isEmpty()) {
        begin = new Position(source, line, column);
        if (c == '"') return quoted();
      }
      word.appendCodePoint(c);
    }
    return !word.isEmpty();
  }

  /// Behind the opening quote; a text that ends inside is a word where it has a character.
  private boolean quoted() {
    boolean escaped = false;
    while (at < text.length()) {
      int c = read();
      if (!escaped && c == '\\') {
        escaped = true;
        continue;
      }
      if (!escaped && c == '"') return true;
      if (escaped && c != '"') word.append('\\');
      word.appendCodePoint(c);
      escaped = false;
    }
    return !word.isEmpty();
  }

  /// The next character; `line` and `column` are its own, but a line break's are the next line's.
  private int read() {
    int c = text.codePointAt(at);
    boolean mark = at == 0 && c == BYTE_ORDER_MARK;
    at += Character.charCount(c);
    if (mark) return ' ';
    column++;
    if (c == '\n') {
      line++;
      column = 0;
    }
    return c;
  }

  /// White space as Go's `unicode.IsSpace`.
  static boolean isSpace(int c) {
    return (c >= 0x09 && c <= 0x0d)
        || c == 0x20
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }
}
