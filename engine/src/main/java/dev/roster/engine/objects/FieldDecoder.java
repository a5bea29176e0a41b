package dev.roster.engine.objects;

import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.engine.objects.JsonScanner.Token;
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
  private static final int PORT_DIGITS_MAX = 5;

  private final JsonScanner json;
  private final Map<String, String> texts = new HashMap<>();

  FieldDecoder(JsonScanner json) {
    this.json = json;
  }

  /// Where the current token stands.
  Position here() {
    return json.position();
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
    if (json.token() == Token.BEGIN_OBJECT) return true;
    json.skip();
    return false;
  }

  /// Whether an array begins; anything else is passed over.
  boolean isArray() throws IOException {
    if (json.token() == Token.BEGIN_ARRAY) return true;
    json.skip();
    return false;
  }

  /// Whether it is an object with members; it is passed over.
  boolean hasMembers() throws IOException {
    if (!isObject()) return false;
    boolean some = false;
    while (json.next() == Token.NAME) {
      some = true;
      json.next();
      json.skip();
    }
    return some;
  }

  /// The text, "" where there is none.
  String text() throws IOException {
    if (json.token() != Token.TEXT) {
      json.skip();
      return "";
    }
    String text = json.text();
    if (json.isPlain()) return text;
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
    while (json.next() != Token.END_ARRAY) {
      if (json.token() == Token.TEXT) all.add(text());
      else json.skip();
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
    while (json.next() != Token.END_ARRAY) if (isObject()) ports.add(port());
    return List.copyOf(ports);
  }

  private Port port() throws IOException {
    String name = "";
    String protocol = "";
    int number = -1;
    while (json.next() == Token.NAME) {
      String field = json.name();
      json.next();
      switch (field) {
        case "name" -> name = shared();
        case "protocol" -> protocol = shared();
        case "port" -> number = number();
        default -> json.skip();
      }
    }
    return new Port(name, protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT), number);
  }

  /// The number of a port, -1 where none is said.
  private int number() throws IOException {
    if (json.token() != Token.NUMBER) {
      json.skip();
      return -1;
    }
    String digits = json.number();
    if (digits.length() <= PORT_DIGITS_MAX && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = Integer.parseInt(digits);
      if (number > 0 && number <= PORT_MAX) return number;
    }
    throw irregular("port is " + digits + " (expected: 1..65535)");
  }
}
