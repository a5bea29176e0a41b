package dev.roster.engine.objects;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Values of a JSON stream, leniently as the accessors of a tree: what is of another type than
/// expected is passed over and taken for nothing.
final class FieldDecoder {
  /// Texts that many objects share, remembered at most.
  static final int TEXTS_MAX = 1 << 16;

  private static final int PORT_MAX = 65_535;

  private final JsonParser parser;
  private final String source;
  private final Map<String, String> texts = new HashMap<>();

  FieldDecoder(JsonParser parser, String source) {
    this.parser = parser;
    this.source = source;
  }

  /// Where the current token stands.
  Position here() {
    JsonLocation location = parser.currentTokenLocation();
    return new Position(source, location.getLineNr(), location.getColumnNr());
  }

  /// What is refused, at the current token.
  MalformedTextException irregular(String message) {
    return irregular(here(), "", message);
  }

  MalformedTextException irregular(Position at, String path, String message) {
    return new MalformedTextException(new Problem(at, path, message));
  }

  /// Whether an object begins; anything else is passed over.
  boolean isObject() throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) return true;
    parser.skipChildren();
    return false;
  }

  /// Whether an array begins; anything else is passed over.
  boolean isArray() throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) return true;
    parser.skipChildren();
    return false;
  }

  /// Whether it is an object with members; it is passed over.
  boolean hasMembers() throws IOException {
    if (!isObject()) return false;
    boolean some = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      some = true;
      parser.nextToken();
      parser.skipChildren();
    }
    return some;
  }

  /// The text, "" where there is none.
  String text() throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return "";
    }
    String text = parser.getText();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) throw irregular("a character beyond U+FFFF");
    }
    return text;
  }

  /// As [#text], one instance of equal ones.
  String shared() throws IOException {
    String text = text();
    if (texts.size() >= TEXTS_MAX) texts.clear();
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  /// The texts of an array.
  List<String> texts() throws IOException {
    if (!isArray()) return List.of();
    List<String> all = new ArrayList<>(1);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) all.add(text());
      else parser.skipChildren();
    }
    return all;
  }

  /// The address that a text says.
  IpAddress address(String text) throws MalformedTextException {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isPresent()) return address.get();
    throw irregular("\"" + text + "\" is no IP address");
  }

  /// The ports of an array.
  List<Port> ports() throws IOException {
    if (!isArray()) return List.of();
    List<Port> ports = new ArrayList<>(1);
    while (parser.nextToken() != JsonToken.END_ARRAY) if (isObject()) ports.add(port());
    return List.copyOf(ports);
  }

  private Port port() throws IOException {
    String name = "";
    String protocol = "";
    int number = -1;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = shared();
        case "protocol" -> protocol = shared();
        case "port" -> number = number();
        default -> parser.skipChildren();
      }
    }
    return new Port(name, protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT), number);
  }

  /// The number of a port, -1 where none is said.
  private int number() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      long number = parser.getLongValue();
      if (number > 0 && number <= PORT_MAX) return (int) number;
    } else if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      parser.skipChildren();
      return -1;
    }
    throw irregular("port is " + parser.getText() + " (expected: 1..65535)");
  }
}
