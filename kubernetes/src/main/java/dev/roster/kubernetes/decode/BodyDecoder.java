package dev.roster.kubernetes.decode;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/// Reads what the API sends of one kind, in one encoding.
///
/// Objects are read as they come, one at a time; a list of a million endpoints takes the memory of
/// its largest slice. Texts that many objects share (nodes, zones, namespaces, labels) are one
/// instance. Used by one thread at a time; may be kept for as long as its origin is followed.
public interface BodyDecoder {
  /// A decoder of objects of a kind.
  ///
  /// @param origin goes into the keys, see [ObjectKey]
  static BodyDecoder of(Encoding encoding, String origin, Kind kind) {
    return switch (encoding) {
      case PROTOBUF -> new ProtoBody(origin, kind);
      case JSON -> new JsonBody(origin, kind);
    };
  }

  /// Reads a list, or a page of one.
  ///
  /// @param items told each object in the order of the list
  /// @throws MalformedBodyException where it is no list of the kind, or ends within one; items may
  ///   have been told before
  /// @throws IOException if the connection fails
  ListEnd list(InputStream body, Consumer<ApiObject> items) throws IOException;

  /// Reads events as they come.
  WatchReader watch(InputStream body);

  /// Reads one object.
  ///
  /// @throws MalformedBodyException where it is none of the kind
  /// @throws IOException if the connection fails
  ApiObject object(InputStream body) throws IOException;
}
