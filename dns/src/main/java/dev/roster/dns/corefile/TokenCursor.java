package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.ArrayList;
import java.util.List;

/// Walks the words of one directive, as Caddy's dispenser does, so that whatever CoreDNS's own
/// directives take or refuse, ours do too. The use is always the same:
///
/// ```java
/// while (words.next()) {                     // each time the directive stands in the block
///   List<Token> arguments = words.arguments();
///   while (words.nextInBlock()) {            // each property
///     switch (words.text()) { ... words.arguments() ... }
///   }
/// }
/// ```
///
/// Words behind a closing brace on its line count as one more time of the directive; a closing
/// brace on the line of a property counts as its argument.
final class TokenCursor {
  private final List<Token> tokens;
  private int at = -1;
  private boolean inBlock;

  TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// The next word, on whatever line.
  boolean next() {
    if (at >= tokens.size() - 1) return false;
    at++;
    return true;
  }

  /// The words up to the end of the line or an opening brace.
  List<Token> arguments() {
    List<Token> arguments = new ArrayList<>();
    while (nextOnLine()) {
      if (text().equals("{")) {
        at--;
        break;
      }
      arguments.add(token());
    }
    return arguments;
  }

  /// The next word inside the block that opens on this line; false at its end, and where there is
  /// none or it is empty.
  boolean nextInBlock() {
    if (inBlock) {
      if (!next()) return false;
      if (text().equals("}")) {
        inBlock = false;
        return false;
      }
      return true;
    }
    if (!nextOnLine()) return false;
    if (!text().equals("{")) {
      at--;
      return false;
    }
    if (!next() || text().equals("}")) return false;
    inBlock = true;
    return true;
  }

  /// The next word on this line, an opening brace as well.
  boolean nextOnLine() {
    if (at < 0) return next();
    if (at >= tokens.size() - 1 || !tokens.get(at + 1).continuesLineOf(token())) return false;
    at++;
    return true;
  }

  /// The current word.
  Token token() {
    return at < 0 ? Token.NONE : tokens.get(at);
  }

  /// The current word's text.
  String text() {
    return token().text();
  }

  /// Where the current word stands; the directive's first word before the first.
  Position position() {
    return at < 0 ? tokens.getFirst().position() : token().position();
  }

  /// A refusal at the current word.
  Refusal refuse(String what) {
    return new Refusal(position(), what);
  }

  /// A refusal of a count of arguments, at the current word.
  Refusal refuseCount(String property, String expected, List<Token> found) {
    return refuse(property + " has " + found.size() + " arguments (expected: " + expected + ")");
  }

  /// A refusal of a property that the directive doesn't have.
  Refusal refuseProperty(String directive, List<String> properties) {
    return new Refusal(
        position(),
        directive + " has no property \"" + text() + "\"",
        Suggestions.hint(text(), properties));
  }
}
