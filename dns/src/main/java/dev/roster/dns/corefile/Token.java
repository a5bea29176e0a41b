package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;

/// One word of a Corefile and where it begins. A quoted word may hold spaces and line breaks; its
/// quotes are not part of the text.
public record Token(String text, Position position) {
  /// Before the first word: of no file, on no line.
  static final Token NONE = new Token("", Position.NONE);

  /// The same place with another text.
  Token withText(String other) {
    return other.equals(text) ? this : new Token(other, position);
  }

  /// Whether this token, which stands behind `previous`, begins a line. A token that a snippet
  /// brought may stand on an earlier line than its predecessor: it neither begins a line nor
  /// continues one.
  boolean beginsLineAfter(Token previous) {
    return !sameFile(previous) || previous.lastLine() < position.line();
  }

  /// Whether this token stands on the line on which `previous` ends.
  boolean continuesLineOf(Token previous) {
    return sameFile(previous) && previous.lastLine() == position.line();
  }

  private boolean sameFile(Token other) {
    return position.source().equals(other.position.source());
  }

  private int lastLine() {
    int breaks = 0;
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) == '\n') breaks++;
    return position.line() + breaks;
  }
}
