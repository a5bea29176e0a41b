package dev.roster.engine.objects;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.engine.objects.JsonScanner.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The `endpoints` of one EndpointSlice of a JSON stream, packed as soon as they are read.
final class EndpointDecoder {
  private final JsonScanner json;
  private final FieldDecoder fields;
  private final List<EndpointFact> read = new ArrayList<>();
  private boolean named;

  EndpointDecoder(JsonScanner json, FieldDecoder fields) {
    this.json = json;
    this.fields = fields;
  }

  /// Another object begins.
  void begin() {
    read.clear();
    named = false;
  }

  /// Whether its addresses are names: said before they come, or they are refused.
  void addressType(String type) {
    named = type.equals("FQDN");
  }

  /// Those of the object that was read.
  List<EndpointFact> packed() {
    return PackedEndpoints.of(read);
  }

  /// Reads the array at the current token.
  void read() throws IOException {
    if (!fields.isArray()) return;
    while (json.next() != Token.END_ARRAY) if (fields.isObject()) endpoint();
  }

  private void endpoint() throws IOException {
    List<IpAddress> addresses = List.of();
    List<Name> hosts = List.of();
    boolean[] conditions = {true, true, false};
    String hostname = "";
    String[] target = {"", ""};
    String node = "";
    String zone = "";
    while (json.next() == Token.NAME) {
      String field = json.name();
      json.next();
      switch (field) {
        case "addresses" -> {
          List<String> texts = fields.texts();
          hosts = named ? hosts(texts) : List.of();
          addresses = addresses(texts);
        }
        case "conditions" -> conditions(conditions);
        case "hostname" -> hostname = fields.text().toLowerCase(Locale.ROOT);
        case "targetRef" -> target(target);
        case "nodeName" -> node = fields.shared();
        case "zone" -> zone = fields.shared();
        default -> json.skip();
      }
    }
    read.add(
        new EndpointFact(
            addresses,
            conditions[0],
            conditions[1],
            conditions[2],
            hostname,
            target[0],
            target[1],
            node,
            zone,
            hosts));
  }

  private List<IpAddress> addresses(List<String> texts) throws MalformedTextException {
    if (texts.size() == 1 && !named) return List.of(fields.address(texts.getFirst()));
    List<IpAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      if (!named || IpAddress.parse(text).isPresent()) addresses.add(fields.address(text));
    }
    return addresses;
  }

  private List<Name> hosts(List<String> texts) throws MalformedTextException {
    List<Name> hosts = new ArrayList<>();
    for (String text : texts) {
      if (IpAddress.parse(text).isPresent()) continue;
      Optional<Name> host = Name.parse(text);
      if (host.isEmpty()) throw fields.irregular("\"" + text + "\" is no name");
      hosts.add(host.get());
    }
    return hosts;
  }

  private void conditions(boolean[] conditions) throws IOException {
    if (!fields.isObject()) return;
    while (json.next() == Token.NAME) {
      String field = json.name();
      Token value = json.next();
      int which =
          switch (field) {
            case "ready" -> 0;
            case "serving" -> 1;
            case "terminating" -> 2;
            default -> -1;
          };
      if (which >= 0 && (value == Token.TRUE || value == Token.FALSE))
        conditions[which] = value == Token.TRUE;
      else json.skip();
    }
  }

  private void target(String[] target) throws IOException {
    if (!fields.isObject()) return;
    while (json.next() == Token.NAME) {
      String field = json.name();
      json.next();
      if (field.equals("name")) target[0] = fields.text();
      else if (field.equals("uid")) target[1] = fields.text();
      else json.skip();
    }
  }
}
