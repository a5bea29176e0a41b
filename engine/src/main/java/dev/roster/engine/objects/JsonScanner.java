package dev.roster.engine.objects;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// JSON text (RFC 8259, UTF-8) token by token, from a stream: what large lists are read with. It
/// takes what [JsonReader] takes, and refuses the rest at its place; where it is not sure (a byte
/// order mark), it refuses as well.
///
/// It is small so that a start is quick: few methods, and little to load before the first token.
final class JsonScanner {
  /// Bytes of one object of a list, and of one text.
  static final int OBJECT_BYTES_MAX = 64 << 20;

  private static final int WINDOW_BYTES = 1 << 16;
  private static final int HEXADECIMAL_DIGITS = 4;
  private static final int NOTHING = Integer.MAX_VALUE;

  /// What there may be.
  enum Token {
    BEGIN_OBJECT,
    END_OBJECT,
    BEGIN_ARRAY,
    END_ARRAY,
    NAME,
    TEXT,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    /// The stream is over.
    END
  }

  private final InputStream in;
  private final String source;
  private final JsonNames names = new JsonNames();
  private final boolean[] isObject = new boolean[JsonReader.DEPTH_MAX + 1]; // by depth
  private byte[] window = new byte[WINDOW_BYTES];
  private int end; // of what is in the window
  private int at; // the next byte
  private int kept = NOTHING; // from here on no byte is let go
  private int keptOutside; // the depth around it
  private long gone; // bytes before the window
  private int line = 1;
  private long lineStart; // where the line begins, in the stream
  private int depth;
  private boolean begun; // whether the innermost object or array has an element
  private boolean valued; // whether a name was read whose value is due
  private Token token = Token.END;
  private int tokenLine = 1;
  private int tokenColumn = 1;
  private int from; // of a text or number, without its quotes
  private int to;
  private boolean plain; // whether a text is ASCII without escapes
  private String name = "";

  /// A scanner of a stream.
  ///
  /// @param source names the stream in positions
  JsonScanner(InputStream in, String source) {
    this.in = in;
    this.source = source;
  }

  /// The token that [#next] found.
  Token token() {
    return token;
  }

  /// The last name.
  String name() {
    return name;
  }

  /// Where the token begins.
  Position position() {
    return new Position(source, tokenLine, tokenColumn);
  }

  /// What is refused, where the token begins.
  MalformedTextException refused(String message) {
    return new MalformedTextException(new Problem(position(), "", message));
  }

  /// Goes on to the next token, which [#token] gives from then on.
  ///
  /// @throws MalformedTextException if the text is no JSON
  Token next() throws IOException {
    token = read();
    return token;
  }

  private Token read() throws IOException {
    int first = significant();
    if (valued) {
      valued = false;
      if (first != ':') throw unexpected(first, "':'");
      at++;
      return value(significant());
    }
    if (depth == 0) {
      if (first >= 0) return value(first);
      mark();
      return Token.END;
    }
    boolean object = isObject[depth];
    if (first == (object ? '}' : ']')) return close(object);
    if (begun) {
      if (first != ',') throw unexpected(first, object ? "',' or '}'" : "',' or ']'");
      at++;
      first = significant();
    }
    begun = true;
    return object ? name(first) : value(first);
  }

  /// Passes over the rest of the object or array that the token begins; over nothing else.
  void skip() throws IOException {
    if (token != Token.BEGIN_OBJECT && token != Token.BEGIN_ARRAY) return;
    int outside = depth - 1;
    while (depth > outside) next();
  }

  /// Keeps the bytes from the token on, which begins an object, until [#letGo].
  void keep() {
    kept = at - 1;
    keptOutside = depth - 1;
  }

  /// Passes over what is left of the object that is kept; gives all of it.
  byte[] object() throws IOException {
    while (depth > keptOutside) next();
    return Arrays.copyOfRange(window, kept, at);
  }

  /// Nothing is kept any more.
  void letGo() {
    kept = NOTHING;
  }

  /// Whether the text is ASCII, and written as it is.
  boolean isPlain() {
    return plain;
  }

  /// What a text says.
  String text() throws MalformedTextException {
    int length = to - from;
    if (plain) return new String(window, from, length, StandardCharsets.ISO_8859_1);
    String raw;
    try {
      ByteBuffer bytes = ByteBuffer.wrap(window, from, length);
      raw = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException malformed) {
      throw notJson("a text that is no UTF-8");
    }
    return raw.indexOf('\\') < 0 ? raw : unescaped(raw);
  }

  /// The digits of a number, as they are written.
  String number() {
    return new String(window, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private void mark() {
    tokenLine = line;
    tokenColumn = (int) (gone + at - lineStart) + 1;
  }

  private Token close(boolean object) {
    mark();
    at++;
    if (object) names.end();
    depth--;
    begun = true;
    return object ? Token.END_OBJECT : Token.END_ARRAY;
  }

  private Token open(boolean object) throws MalformedTextException {
    if (depth == JsonReader.DEPTH_MAX) throw notJson("nested more than " + depth + " levels deep");
    at++;
    isObject[++depth] = object;
    begun = false;
    if (object) names.begin();
    return object ? Token.BEGIN_OBJECT : Token.BEGIN_ARRAY;
  }

  private Token name(int first) throws IOException {
    mark();
    if (first != '"') throw unexpected(first, "a name");
    quoted();
    name = plain ? names.of(window, from, to - from) : text();
    if (!names.add(name)) throw notJson("Duplicate field '" + name + "'");
    valued = true;
    return Token.NAME;
  }

  private Token value(int first) throws IOException {
    mark();
    return switch (first) {
      case '"' -> {
        quoted();
        if (!plain) text(); // where nobody asks for it, it is checked all the same
        yield Token.TEXT;
      }
      case '{' -> open(true);
      case '[' -> open(false);
      case 't' -> word("true", Token.TRUE);
      case 'f' -> word("false", Token.FALSE);
      case 'n' -> word("null", Token.NULL);
      default -> {
        if (first != '-' && !isDigit(first)) throw unexpected(first, "a value");
        digits();
        yield Token.NUMBER;
      }
    };
  }

  /// The next byte that is no white space, which stays where it is; -1 at the end.
  private int significant() throws IOException {
    while (true) {
      while (at < end) {
        int c = window[at];
        if (c > ' ' || c < 0) return c & 0xff;
        if (c == '\n') {
          line++;
          lineStart = gone + at + 1;
        } else if (c != ' ' && c != '\r' && c != '\t') {
          return c;
        }
        at++;
      }
      if (!fill()) return -1;
    }
  }

  /// Passes over a text; its bytes stay in the window until the next token.
  private void quoted() throws IOException {
    boolean holds = kept != NOTHING;
    if (!holds) kept = at;
    int start = at + 1 - kept; // the window may move, and what is kept with it
    at++;
    plain = true;
    while (true) {
      byte[] bytes = window;
      int limit = end;
      int i = at;
      int c = 0;
      while (i < limit && (c = bytes[i]) >= ' ' && c != '"' && c != '\\') i++;
      at = i;
      if (i == limit) {
        if (!fill()) throw notJson("the text ends within a string");
      } else if (c == '"') {
        break;
      } else if (c == '\\') {
        plain = false;
        at++;
        escape();
      } else if (c < 0) {
        plain = false;
        at++;
      } else {
        throw notJson("a control character within a string");
      }
    }
    from = kept + start;
    to = at++;
    if (!holds) kept = NOTHING;
  }

  private void escape() throws IOException {
    int c = byteOrEnd();
    at++;
    if (c == 'u') {
      for (int i = 0; i < HEXADECIMAL_DIGITS; i++, at++) {
        if (Character.digit(byteOrEnd(), 16) < 0) throw notJson("a broken \\u in a string");
      }
    } else if ("\"\\/bfnrt".indexOf(c) < 0) {
      throw notJson("a broken escape in a string");
    }
  }

  private int byteOrEnd() throws IOException {
    return at < end || fill() ? window[at] & 0xff : -1;
  }

  private static String unescaped(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = raw.charAt(i++);
      if (escaped == 'u') {
        text.append((char) Integer.parseInt(raw, i, i + HEXADECIMAL_DIGITS, 16));
        i += HEXADECIMAL_DIGITS;
      } else {
        int which = "bfnrt".indexOf(escaped);
        text.append(which < 0 ? escaped : "\b\f\n\r\t".charAt(which));
      }
    }
    return text.toString();
  }

  /// Passes over a number; its bytes stay in the window until the next token.
  private void digits() throws IOException {
    if (end - at <= JsonReader.NUMBER_CHARS_MAX) require(JsonReader.NUMBER_CHARS_MAX + 1);
    from = at;
    if (window[at] == '-') at++;
    int whole = at;
    run();
    if (at > whole + 1 && window[whole] == '0') throw notJson("a number with a leading zero");
    if (at < end && window[at] == '.') {
      at++;
      run();
    }
    if (at < end && (window[at] | 0x20) == 'e') {
      at++;
      if (at < end && (window[at] == '+' || window[at] == '-')) at++;
      run();
    }
    to = at;
    if (to - from > JsonReader.NUMBER_CHARS_MAX) {
      throw notJson("a number of more than " + JsonReader.NUMBER_CHARS_MAX + " characters");
    }
  }

  private void run() throws MalformedTextException {
    int first = at;
    while (at < end && isDigit(window[at])) at++;
    if (at == first) throw notJson("a number without digits");
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private Token word(String word, Token found) throws IOException {
    require(word.length());
    for (int i = 0; i < word.length(); i++) {
      if (at == end || window[at++] != word.charAt(i)) throw notJson("expected " + word);
    }
    return found;
  }

  /// Reads on until so many bytes are there, or the stream is over.
  private void require(int bytes) throws IOException {
    boolean more = true;
    while (more && end - at < bytes) more = fill();
  }

  /// Reads on; lets go what is before the next byte and is not kept. False at the end.
  private boolean fill() throws IOException {
    int first = Math.min(kept, at);
    if (first > 0) {
      System.arraycopy(window, first, window, 0, end - first);
      gone += first;
      at -= first;
      end -= first;
      if (kept != NOTHING) kept -= first;
    }
    if (end == window.length) {
      if (end >= OBJECT_BYTES_MAX) throw notJson("more than " + OBJECT_BYTES_MAX + " bytes");
      window = Arrays.copyOf(window, end * 2);
    }
    int count = in.read(window, end, window.length - end);
    if (count <= 0) return false;
    end += count;
    return true;
  }

  private MalformedTextException unexpected(int c, String wanted) {
    mark();
    return notJson("expected " + wanted + (c < 0 ? ", found the end" : ""));
  }

  private MalformedTextException notJson(String why) {
    return refused("not JSON: " + why);
  }
}
