package dev.roster.kubernetes.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Bodies in JSON: a list is one object, a watch is `{"type":...,"object":...}` one behind the
/// other. Each object is read as a tree: what comes in JSON is little (custom resources), or what a
/// server without protobuf has. Nothing is read ahead: an event is told when its last byte came.
final class JsonBody implements BodyDecoder {
  // Names are not kept in a table shared by all bodies: nobody can fill or poison it.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonReader.DEPTH_MAX)
                  .maxNumberLength(JsonReader.NUMBER_CHARS_MAX)
                  .maxStringLength(ProtoBody.OBJECT_BYTES_MAX)
                  .maxNameLength(ProtoBody.OBJECT_BYTES_MAX)
                  .build())
          .build();

  private final String origin;
  private final Kind kind;

  JsonBody(String origin, Kind kind) {
    this.origin = origin;
    this.kind = kind;
  }

  @Override
  public ListEnd list(InputStream body, Consumer<ApiObject> items) throws IOException {
    Objects objects = new Objects(body, kind + " list");
    return objects.told(() -> objects.list(items));
  }

  @Override
  public ApiObject object(InputStream body) throws IOException {
    Objects objects = new Objects(body, kind.toString());
    return objects.told(() -> {
      objects.begin(objects.parser.nextToken());
      ApiObject object = objects.object();
      objects.end();
      return object;
    });
  }

  @Override
  public WatchReader watch(InputStream body) {
    BoundedStream in = new BoundedStream(body, ProtoBody.FRAME_BYTES_MAX);
    return new Watch(in, "watch of " + kind);
  }

  /// The events of a stream. Nothing is read before the first is asked for.
  private final class Watch implements WatchReader {
    private final BoundedStream in;
    private final String place;
    private Optional<Objects> objects = Optional.empty();

    Watch(BoundedStream in, String place) {
      this.in = in;
      this.place = place;
    }

    @Override
    public Optional<WatchFrame> next() throws IOException {
      if (objects.isEmpty()) objects = Optional.of(new Objects(in, place));
      Objects from = objects.get();
      return from.told(from::frame);
    }

    @Override
    public long bytes() {
      return objects.map(Objects::bytes).orElse(0L);
    }
  }

  /// Endpoints take little until the catalog has them.
  private static Reading packed(Reading reading) {
    if (!(reading instanceof Reading.Read(SliceFact slice))) return reading;
    List<EndpointFact> endpoints = PackedEndpoints.of(slice.endpoints());
    return new Reading.Read(
        new SliceFact(slice.key(), slice.service(), slice.ports(), endpoints, slice.labels()));
  }

  /// Reads something of a stream.
  private interface Reads<T> {
    T read() throws IOException;
  }

  /// One stream and what walks it.
  private final class Objects {
    private final String place;
    private final BoundedStream in;
    private final JsonParser parser;

    Objects(InputStream body, String place) throws IOException {
      this.place = place;
      this.in =
          body instanceof BoundedStream bounded
              ? bounded
              : new BoundedStream(body, ProtoBody.OBJECT_BYTES_MAX);
      this.parser = FACTORY.createParser(in);
    }

    /// Reads, and tells faults of the text as those of a body.
    <T> T told(Reads<T> reads) throws IOException {
      try {
        return reads.read();
      } catch (JsonProcessingException malformed) {
        String why = malformed.getOriginalMessage().lines().findFirst().orElse("");
        throw malformed("is no JSON: " + why);
      } catch (MalformedTextException malformed) {
        throw malformed(malformed.problem().message());
      } catch (BoundedStream.TooLongException _) {
        throw malformed("an object is over " + ProtoBody.OBJECT_BYTES_MAX + " bytes");
      }
    }

    private MalformedBodyException malformed(String why) {
      return new MalformedBodyException(bytes(), place, why);
    }

    /// Characters: without a table of names the parser counts no bytes.
    long bytes() {
      JsonLocation at = parser.currentLocation();
      return Math.max(0, Math.max(at.getByteOffset(), at.getCharOffset()));
    }

    private void begin(JsonToken token) throws IOException {
      if (token != JsonToken.START_OBJECT) throw malformed("expected an object");
    }

    private void end() throws IOException {
      if (parser.nextToken() != null) throw malformed("something stands behind the object");
    }

    ListEnd list(Consumer<ApiObject> items) throws IOException {
      begin(parser.nextToken());
      String apiVersion = "";
      String listKind = "";
      String resourceVersion = "";
      String continued = "";
      OptionalLong remaining = OptionalLong.empty();
      long count = 0;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken token = parser.nextToken();
        switch (field) {
          case "apiVersion" -> apiVersion = parser.getValueAsString("");
          case "kind" -> listKind = parser.getValueAsString("");
          case "metadata" -> {
            begin(token);
            Tree.Obj metadata = tree();
            resourceVersion = metadata.text("resourceVersion");
            continued = metadata.text("continue");
            long left = metadata.number(-1, "remainingItemCount");
            if (left >= 0) remaining = OptionalLong.of(left);
          }
          case "items" -> count += items(token, items);
          default -> parser.skipChildren();
        }
      }
      if (!Kind.of(apiVersion, listKind).equals(new Kind(kind.group(), kind.name() + "List"))) {
        throw malformed("unexpected " + apiVersion + " " + listKind);
      }
      end();
      return new ListEnd(resourceVersion, continued, remaining, count);
    }

    private long items(JsonToken token, Consumer<ApiObject> items) throws IOException {
      if (token == JsonToken.VALUE_NULL) return 0; // how Go writes an empty list
      if (token != JsonToken.START_ARRAY) throw malformed("items are no array");
      long count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        begin(parser.currentToken());
        in.renew();
        items.accept(object());
        count++;
      }
      in.renew();
      return count;
    }

    /// The object at the current token, which need not say its kind: those of a list don't.
    ApiObject object() throws IOException {
      Map<String, Tree> members = new LinkedHashMap<>();
      members.put("apiVersion", Tree.Text.of(kind.group() + "/"));
      members.put("kind", Tree.Text.of(kind.name()));
      members.putAll(tree().members());
      Tree.Obj object = Tree.Obj.of(members);
      Kind said = Kind.of(object.text("apiVersion"), object.text("kind"));
      if (!said.equals(kind)) throw malformed("unexpected " + said);
      String owner = "";
      for (Tree each : object.list("metadata", "ownerReferences")) {
        boolean service = each instanceof Tree.Obj one && one.text("kind").equals("Service");
        if (service && owner.isEmpty()) owner = ((Tree.Obj) each).text("uid");
      }
      boolean cluster = kind.equals(Kind.NAMESPACE) || kind.equals(Kind.NODE);
      String stated = object.text("metadata", "namespace");
      String namespace = cluster ? "" : stated.isEmpty() ? "default" : stated;
      return new ApiObject(
          new ObjectKey(origin, kind, namespace, object.text("metadata", "name")),
          packed(FactReader.fact(origin, object)),
          object.text("metadata", "uid"),
          object.text("metadata", "resourceVersion"),
          owner,
          object.text("metadata", "annotations", ApiObject.TRIGGER));
    }

    private Tree.Obj tree() throws IOException {
      return (Tree.Obj) JsonReader.value(parser, place);
    }

    /// The next event; its type comes first, as Go writes it.
    Optional<WatchFrame> frame() throws IOException {
      in.renew();
      JsonToken token = parser.nextToken();
      if (token == null) return Optional.empty();
      begin(token);
      String type = "";
      Optional<WatchFrame> frame = Optional.empty();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("type")) {
          type = parser.getValueAsString("");
        } else if (field.equals("object")) {
          begin(value);
          if (type.isEmpty()) throw malformed("an event without a type");
          frame = Optional.of(event(type));
        } else {
          parser.skipChildren();
        }
      }
      if (frame.isPresent()) return frame;
      throw malformed("an event of type " + type + " without an object");
    }

    private WatchFrame event(String type) throws IOException {
      return switch (type) {
        case "ADDED", "MODIFIED" -> new WatchFrame.Put(expected(), type.equals("ADDED"));
        case "DELETED" -> new WatchFrame.Deleted(expected());
        case "BOOKMARK" -> {
          Tree.Obj bookmark = tree();
          String[] end = {"metadata", "annotations", ApiObject.INITIAL_EVENTS_END};
          yield new WatchFrame.Bookmark(
              bookmark.text("metadata", "resourceVersion"), bookmark.text(end).equals("true"));
        }
        case "ERROR" -> {
          Tree.Obj status = tree();
          if (!status.text("kind").equals("Status")) throw malformed("an error without a status");
          yield new WatchFrame.Failed(ApiStatus.of(status));
        }
        default -> {
          parser.skipChildren();
          yield new WatchFrame.Other(type);
        }
      };
    }

    private ApiObject expected() throws IOException {
      ApiObject object = object();
      if (object.key().name().isEmpty()) throw malformed("an object without a name");
      return object;
    }
  }
}
