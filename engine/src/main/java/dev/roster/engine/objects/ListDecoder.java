package dev.roster.engine.objects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
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
    // A table of names that ends with this stream: nobody can fill or poison another's.
    JsonFactory factory =
        new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(JsonReader.DEPTH_MAX)
                    .maxNumberLength(JsonReader.NUMBER_CHARS_MAX)
                    .maxStringLength(JsonReader.DOCUMENT_CHARS_MAX)
                    .build())
            .build();
    try (JsonParser parser = new DistinctNames(factory.createParser(in))) {
      FactDecoder decoder = new FactDecoder(parser, source);
      while (parser.nextToken() != null) document(parser, source, decoder, items);
    } catch (JsonProcessingException malformed) {
      JsonLocation place = malformed.getLocation();
      Position at =
          place == null
              ? new Position(source, 0, 0)
              : new Position(source, place.getLineNr(), place.getColumnNr());
      String why = malformed.getOriginalMessage().lines().findFirst().orElse("");
      throw new MalformedTextException(new Problem(at, "", "not JSON: " + why));
    }
  }

  private static void document(JsonParser parser, String source, FactDecoder decoder, Items items)
      throws IOException {
    boolean listed = false;
    String kind = "";
    if (parser.currentToken() != JsonToken.START_OBJECT) throw refused(parser, source);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("items") && value == JsonToken.START_ARRAY) {
        listed = true;
        items(parser, source, decoder, items);
      } else if (field.equals("kind") && value == JsonToken.VALUE_STRING) {
        kind = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    if (!listed || !kind.endsWith("List")) throw refused(parser, source);
  }

  private static void items(JsonParser parser, String source, FactDecoder decoder, Items items)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) continue;
      if (parser.currentToken() != JsonToken.START_OBJECT) throw refused(parser, source);
      Item item = decoder.item();
      if (item.reading() instanceof FactReader.Reading.Broken(String path, String message)) {
        throw new MalformedTextException(new Problem(item.position(), path, message));
      }
      items.item(item);
    }
  }

  private static MalformedTextException refused(JsonParser parser, String source) {
    JsonLocation place = parser.currentTokenLocation();
    Position at = new Position(source, place.getLineNr(), place.getColumnNr());
    return new MalformedTextException(new Problem(at, "", "expected a List of objects"));
  }
}
