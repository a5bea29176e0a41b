package dev.roster.kubernetes.decode;

import java.util.OptionalInt;

/// A `Status` in protobuf (apimachinery/pkg/apis/meta/v1/generated.proto).
final class ProtoStatus {
  private ProtoStatus() {}

  /// Reads the one that the fields stand at.
  static ApiStatus read(ProtoFields fields) throws MalformedBodyException {
    String message = "";
    String reason = "";
    int code = 0;
    OptionalInt retryAfter = OptionalInt.empty();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 3 -> message = fields.text();
        case 4 -> reason = fields.text();
        case 5 -> retryAfter = retryAfter(fields);
        case 6 -> code = (int) fields.number();
        default -> fields.skip();
      }
    }
    return new ApiStatus(code, reason, message, retryAfter);
  }

  /// `details.retryAfterSeconds` (5).
  private static OptionalInt retryAfter(ProtoFields fields) throws MalformedBodyException {
    int outer = fields.enter();
    int seconds = 0;
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 5) seconds = (int) fields.number();
      else fields.skip();
    }
    fields.leave(outer);
    return seconds > 0 ? OptionalInt.of(seconds) : OptionalInt.empty();
  }
}
