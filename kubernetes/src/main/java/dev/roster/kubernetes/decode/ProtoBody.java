package dev.roster.kubernetes.decode;

import dev.roster.core.objects.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Bodies in Kubernetes' protobuf.
///
/// A list is `k8s\0` and the fields of a `runtime.Unknown` whose `raw` (2) is the list: its
/// metadata (1) and items (2), of which only one is held. A watch is messages behind their length
/// in four bytes, each a `WatchEvent` without that head; the object in it has one.
final class ProtoBody implements BodyDecoder {
  /// Bytes of one object, at most; etcd takes 1.5 MB unless it is told otherwise.
  static final int OBJECT_BYTES_MAX = 16 << 20;

  /// Bytes of one event of a watch, at most; as client-go.
  static final int FRAME_BYTES_MAX = 16 << 20;

  /// Bytes of what a list says of itself, at most.
  static final int LIST_HEAD_BYTES_MAX = 1 << 16;

  private final Kind kind;
  private final Texts texts = new Texts();
  private final ProtoFields fields = new ProtoFields(texts);
  private final ProtoEnvelope envelope = new ProtoEnvelope(fields);
  private final ProtoObject object;

  // Of the list that is read now.
  private String resourceVersion = "";
  private String continued = "";
  private OptionalLong remaining = OptionalLong.empty();
  private long items;

  ProtoBody(String origin, Kind kind) {
    this.kind = kind;
    this.object = new ProtoObject(origin, kind, fields);
  }

  @Override
  public ListEnd list(InputStream body, Consumer<ApiObject> each) throws IOException {
    resourceVersion = "";
    continued = "";
    remaining = OptionalLong.empty();
    items = 0;
    ByteWindow window = new ByteWindow(body);
    String place = kind + " list";
    for (byte expected : ProtoEnvelope.MAGIC) {
      if (window.takeByte(place) != expected) throw window.malformed(place, "is no protobuf");
    }
    boolean typed = false;
    boolean raw = false;
    while (!window.isAtEnd()) {
      int field = field(window, place);
      if (field == 0) continue;
      long length = length(window, window.takeVarint(place), Long.MAX_VALUE, place);
      switch (field) {
        case 1 -> {
          message(window, length, LIST_HEAD_BYTES_MAX, place);
          envelope.readType();
          if (!envelope.isOf(kind, "List")) throw window.malformed(place, envelope.unexpected());
          typed = true;
        }
        case 2 -> {
          raw = true;
          raw(window, length, each);
        }
        case 3 -> {
          if (length > 0) throw window.malformed(place, "its content is encoded once more");
        }
        default -> window.skip(length, place);
      }
    }
    if (!raw || !typed) throw window.malformed(place, "ends without " + (raw ? "type" : "items"));
    return new ListEnd(resourceVersion, continued, remaining, items);
  }

  private void raw(ByteWindow window, long length, Consumer<ApiObject> each) throws IOException {
    long end = window.taken() + length;
    String place = kind + " list";
    while (window.taken() < end) {
      int field = field(window, place);
      if (field == 0) continue;
      long announced = window.takeVarint(place);
      long part = length(window, announced, end - window.taken(), place);
      switch (field) {
        case 1 -> {
          message(window, part, LIST_HEAD_BYTES_MAX, place);
          listMetadata();
        }
        case 2 -> {
          message(window, part, OBJECT_BYTES_MAX, kind + " list: item " + items);
          items++;
          each.accept(object.read());
        }
        default -> window.skip(part, place);
      }
    }
    if (window.taken() > end) throw window.malformed(place, "a field ends behind the list");
  }

  /// The number of the next field, whose length is next; 0 for a number, which is passed over.
  private static int field(ByteWindow window, String place) throws IOException {
    long tag = window.takeVarint(place);
    long field = tag >>> 3;
    int wire = (int) tag & 7;
    if (field > 0 && field <= Integer.MAX_VALUE) {
      switch (wire) {
        case ProtoFields.VARINT -> window.takeVarint(place);
        case ProtoFields.EIGHT_BYTES -> window.skip(8, place);
        case ProtoFields.BYTES -> {
          return (int) field;
        }
        case ProtoFields.FOUR_BYTES -> window.skip(4, place);
        default -> throw window.malformed(place, "no field has wire type " + wire);
      }
      return 0;
    }
    throw window.malformed(place, "no field has number " + field);
  }

  private static long length(ByteWindow window, long length, long lengthMax, String place)
      throws MalformedBodyException {
    if (length >= 0 && length <= lengthMax) return length;
    throw window.malformed(place, "a field ends behind the list");
  }

  /// Takes a message, and lets the fields stand at its begin.
  private void message(ByteWindow window, long length, int lengthMax, String place)
      throws IOException {
    if (length > lengthMax) {
      throw window.malformed(
          place, "has " + length + " bytes (expected: at most " + lengthMax + ")");
    }
    long base = window.taken();
    int from = window.take((int) length, place);
    fields.over(window.bytes(), from, from + (int) length, base - from, place);
  }

  private void listMetadata() throws MalformedBodyException {
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 2 -> resourceVersion = fields.text();
        case 3 -> continued = fields.text();
        case 4 -> remaining = OptionalLong.of(fields.number());
        default -> fields.skip();
      }
    }
  }

  @Override
  public ApiObject object(InputStream body) throws IOException {
    ByteWindow window = new ByteWindow(body);
    int length = window.takeAll(OBJECT_BYTES_MAX, kind.toString());
    fields.over(window.bytes(), 0, length, 0, kind.toString());
    envelope.open();
    if (!envelope.isOf(kind, "")) throw fields.malformed(envelope.unexpected());
    return object.read();
  }

  @Override
  public WatchReader watch(InputStream body) {
    return new Watch(new ByteWindow(body), "watch of " + kind);
  }

  /// The events of a stream, one behind the other.
  private final class Watch implements WatchReader {
    private final ByteWindow window;
    private final String place;

    Watch(ByteWindow window, String place) {
      this.window = window;
      this.place = place;
    }

    @Override
    public Optional<WatchFrame> next() throws IOException {
      if (window.isAtEnd()) return Optional.empty();
      int at = window.take(4, place);
      byte[] head = window.bytes();
      long length = 0;
      for (int i = 0; i < 4; i++) length = length << 8 | (head[at + i] & 0xff);
      message(window, length, FRAME_BYTES_MAX, place);
      return Optional.of(frame());
    }

    @Override
    public long bytes() {
      return window.taken();
    }
  }

  private WatchFrame frame() throws MalformedBodyException {
    String type = "";
    int begin = fields.mark();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) type = fields.shared();
      else fields.skip();
    }
    fields.rewind(begin);
    if (!isKnown(type)) {
      if (type.isEmpty()) throw fields.malformed("an event without a type");
      return new WatchFrame.Other(type);
    }
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field != 2) {
        fields.skip();
        continue;
      }
      fields.enter();
      for (int inner = fields.next(); inner != 0; inner = fields.next()) {
        if (inner == 1) return event(type);
        fields.skip();
      }
      break;
    }
    throw fields.malformed("an event of type " + type + " without an object");
  }

  private static boolean isKnown(String type) {
    return switch (type) {
      case "ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR" -> true;
      default -> false;
    };
  }

  /// The event whose object is the field that the fields stand at.
  private WatchFrame event(String type) throws MalformedBodyException {
    fields.enter();
    envelope.open();
    if (type.equals("ERROR")) {
      if (!envelope.isStatus()) throw fields.malformed(envelope.unexpected());
      return new WatchFrame.Failed(ProtoStatus.read(fields));
    }
    if (!envelope.isOf(kind, "")) throw fields.malformed(envelope.unexpected());
    if (type.equals("BOOKMARK")) {
      object.readMetadata();
      ProtoMetadata metadata = object.metadata();
      return new WatchFrame.Bookmark(metadata.resourceVersion(), metadata.isInitialEventsEnd());
    }
    ApiObject read = object.read();
    return type.equals("DELETED")
        ? new WatchFrame.Deleted(read)
        : new WatchFrame.Put(read, type.equals("ADDED"));
  }
}
