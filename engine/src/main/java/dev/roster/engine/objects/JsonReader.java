package dev.roster.engine.objects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.roster.core.objects.FieldPath;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON text (RFC 8259) to trees with positions. Numbers keep every digit; a name that stands twice
/// in an object is refused; a lone surrogate becomes U+FFFD, as Kubernetes reads it.
public final class JsonReader {
  /// Objects and arrays within each other.
  public static final int DEPTH_MAX = 200;

  /// Characters of one document.
  public static final int DOCUMENT_CHARS_MAX = 64 << 20;

  /// Characters of one number.
  public static final int NUMBER_CHARS_MAX = 100;

  /// The largest power of ten in a number, and the smallest with a minus: beyond any double.
  public static final int NUMBER_EXPONENT_MAX = 400;

  // Names are not kept in a table shared by all documents: nobody can fill or poison it.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .maxStringLength(DOCUMENT_CHARS_MAX)
                  .maxNameLength(DOCUMENT_CHARS_MAX)
                  .maxDocumentLength(DOCUMENT_CHARS_MAX)
                  .build())
          .build();

  private final JsonParser parser;
  private final String source;

  private JsonReader(JsonParser parser, String source) {
    this.parser = parser;
    this.source = source;
  }

  /// The one value that UTF-8 bytes say.
  ///
  /// @param source names the bytes in positions and problems
  /// @throws MalformedTextException if they are no JSON, or beyond a bound
  public static Tree read(byte[] bytes, String source) throws MalformedTextException {
    return read(Utf8.decode(bytes, source), source);
  }

  /// The one value that a text says.
  ///
  /// @throws MalformedTextException if it is no JSON, or beyond a bound
  public static Tree read(String text, String source) throws MalformedTextException {
    try {
      return read(new StringReader(text), source);
    } catch (MalformedTextException malformed) {
      throw malformed;
    } catch (IOException impossible) {
      throw new AssertionError("a string can't fail to be read", impossible);
    }
  }

  /// All values of a text, one behind the other (as `kubectl` reads JSON files).
  ///
  /// @throws MalformedTextException if something in it is no JSON, or beyond a bound
  public static List<Tree> readAll(String text, String source) throws MalformedTextException {
    try (JsonParser parser = FACTORY.createParser(new StringReader(text))) {
      return new JsonReader(parser, source).documents();
    } catch (MalformedTextException malformed) {
      throw malformed;
    } catch (IOException impossible) {
      throw new AssertionError("a string can't fail to be read", impossible);
    }
  }

  /// The one value that a reader says; the reader is read to its end.
  ///
  /// @throws MalformedTextException if it is no JSON, or beyond a bound
  /// @throws IOException if the reader fails
  public static Tree read(Reader reader, String source) throws IOException {
    try (JsonParser parser = FACTORY.createParser(reader)) {
      return new JsonReader(parser, source).document();
    }
  }

  private Tree document() throws IOException {
    List<Tree> all = documents();
    if (all.isEmpty()) throw problem(new Position(source, 1, 1), FieldPath.ROOT, "no JSON value");
    if (all.size() > 1) {
      String message = "unexpected content behind the JSON value";
      throw problem(all.get(1).position(), FieldPath.ROOT, message);
    }
    return all.getFirst();
  }

  private List<Tree> documents() throws IOException {
    try {
      List<Tree> all = new ArrayList<>();
      while (parser.nextToken() != null) all.add(value(FieldPath.ROOT));
      return all;
    } catch (StreamConstraintsException beyond) {
      throw problem(position(beyond), FieldPath.ROOT, beyond.getOriginalMessage());
    } catch (JsonProcessingException malformed) {
      String why = firstLine(malformed.getOriginalMessage()).replaceFirst(" \\(start marker.*", "");
      throw problem(position(malformed), FieldPath.ROOT, "not JSON: " + why);
    }
  }

  /// The value at the current token of a parser, which stands at its end then.
  ///
  /// @param source names the bytes in positions and problems
  /// @throws MalformedTextException if a name in it stands twice, or a number is beyond a bound
  /// @throws IOException if it is no JSON, or the parser's source fails
  public static Tree value(JsonParser parser, String source) throws IOException {
    return new JsonReader(parser, source).value(FieldPath.ROOT);
  }

  private Tree value(FieldPath path) throws IOException {
    Position at = here();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(path, at);
      case START_ARRAY -> array(path, at);
      case VALUE_STRING -> new Tree.Text(wellFormed(parser.getText()), at);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(path, at);
      case VALUE_TRUE -> new Tree.Bool(true, at);
      case VALUE_FALSE -> new Tree.Bool(false, at);
      case VALUE_NULL -> new Tree.Null(at);
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw problem(at, path, "not JSON: unexpected " + token);
    };
  }

  private Tree.Obj object(FieldPath path, Position at) throws IOException {
    Map<String, Tree> members = new LinkedHashMap<>();
    Map<String, Position> positions = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = wellFormed(parser.currentName());
      Position nameAt = here();
      Position first = positions.putIfAbsent(name, nameAt);
      if (first != null) {
        String message = "duplicate field \"" + name + "\", first on line " + first.line();
        throw problem(nameAt, path.child(name), message);
      }
      parser.nextToken();
      members.put(name, value(path.child(name)));
    }
    return new Tree.Obj(members, positions, at);
  }

  private Tree array(FieldPath path, Position at) throws IOException {
    List<Tree> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(path.index(elements.size())));
    }
    return new Tree.Arr(elements, at);
  }

  private Tree number(FieldPath path, Position at) throws IOException {
    try {
      BigDecimal value = new BigDecimal(parser.getText());
      if (Math.abs((long) value.scale()) <= NUMBER_EXPONENT_MAX) return new Tree.Num(value, at);
    } catch (NumberFormatException exponent) {
      // Its digits are those of a number, so there are too many of them for any exponent.
    }
    throw problem(at, path, "the number " + parser.getText() + " is out of range");
  }

  private Position here() {
    return position(parser.currentTokenLocation());
  }

  private Position position(JsonLocation location) {
    return new Position(source, location.getLineNr(), location.getColumnNr());
  }

  private Position position(JsonProcessingException malformed) {
    JsonLocation location = malformed.getLocation();
    return location == null ? new Position(source, 0, 0) : position(location);
  }

  private static MalformedTextException problem(Position at, FieldPath path, String message) {
    return new MalformedTextException(new Problem(at, path.toString(), message));
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) return replaceLoneSurrogates(text);
    }
    return text;
  }

  private static String replaceLoneSurrogates(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
