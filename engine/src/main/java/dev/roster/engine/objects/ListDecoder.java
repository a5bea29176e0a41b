package dev.roster.engine.objects;

import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.engine.objects.JsonScanner.Token;
import java.io.IOException;
import java.io.InputStream;

/// A JSON `List` to facts, one object at a time: what is held at once is one object and the facts.
///
/// It takes what `kubectl get -o json` prints and what is like it. Anything else (a single object,
/// items without a kind, a fault) it refuses with the place; who wants to know more reads trees.
public final class ListDecoder {
  private ListDecoder() {}

  /// One object of the list.
  ///
  /// @param key with the namespace `default` where it is left out
  /// @param reading what it says; never [FactReader.Reading.Broken]
  public record Item(ObjectKey key, Position position, FactReader.Reading reading) {}

  /// Told of each object; may refuse it.
  public interface Items {
    /// One object.
    ///
    /// @throws MalformedTextException to end the reading
    void item(Item item) throws MalformedTextException;
  }

  /// Reads all lists of a stream, one behind the other.
  ///
  /// @param source names the stream in positions
  /// @throws MalformedTextException where it is not what this reads
  /// @throws IOException if the stream fails
  public static void decode(InputStream in, String source, Items items) throws IOException {
    JsonScanner json = new JsonScanner(in, source);
    FactDecoder decoder = new FactDecoder(json, source);
    while (json.next() != Token.END) document(json, decoder, items);
  }

  private static void document(JsonScanner json, FactDecoder decoder, Items items)
      throws IOException {
    boolean listed = false;
    String kind = "";
    if (json.token() != Token.BEGIN_OBJECT) throw json.refused("expected a List of objects");
    while (json.next() == Token.NAME) {
      String field = json.name();
      Token value = json.next();
      if (field.equals("items") && value == Token.BEGIN_ARRAY) {
        listed = true;
        items(json, decoder, items);
      } else if (field.equals("kind") && value == Token.TEXT) {
        kind = json.text();
      } else {
        json.skip();
      }
    }
    if (!listed || !kind.endsWith("List")) throw json.refused("expected a List of objects");
  }

  private static void items(JsonScanner json, FactDecoder decoder, Items items) throws IOException {
    while (json.next() != Token.END_ARRAY) {
      if (json.token() == Token.NULL) continue;
      if (json.token() != Token.BEGIN_OBJECT) throw json.refused("expected a List of objects");
      Item item = decoder.item();
      if (item.reading() instanceof FactReader.Reading.Broken(String path, String message)) {
        throw new MalformedTextException(new Problem(item.position(), path, message));
      }
      items.item(item);
    }
  }
}
