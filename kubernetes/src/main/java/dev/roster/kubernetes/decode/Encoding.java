package dev.roster.kubernetes.decode;

import java.util.Locale;
import java.util.Optional;

/// How the API writes what it sends.
public enum Encoding {
  /// Kubernetes' protobuf: four bytes `k8s\0`, then a message that wraps the object. Custom
  /// resources have none.
  PROTOBUF("application/vnd.kubernetes.protobuf"),

  /// JSON.
  JSON("application/json");

  /// The header `Accept` of every request, as client-go sends it: the server chooses JSON where a
  /// kind has no protobuf.
  public static final String ACCEPT = PROTOBUF.mediaType + "," + JSON.mediaType;

  private final String mediaType;

  Encoding(String mediaType) {
    this.mediaType = mediaType;
  }

  /// As the header `Content-Type` says it, without parameters.
  public String mediaType() {
    return mediaType;
  }

  /// The encoding that a `Content-Type` names, its parameters (`;stream=watch`) left aside.
  public static Optional<Encoding> of(String contentType) {
    int end = contentType.indexOf(';');
    String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
    for (Encoding each : values()) {
      if (each.mediaType.equals(type.toLowerCase(Locale.ROOT))) return Optional.of(each);
    }
    return Optional.empty();
  }
}
