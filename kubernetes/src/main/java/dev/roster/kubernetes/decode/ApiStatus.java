package dev.roster.kubernetes.decode;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// A `Status` of the API: why something was refused, or why a watch ends.
///
/// @param code as HTTP's; 0 if not said
/// @param reason one word for programs: `Expired`, `Unauthorized`; "" if not said
/// @param message for people
/// @param retryAfterSeconds how long the server asks to be left alone
public record ApiStatus(int code, String reason, String message, OptionalInt retryAfterSeconds) {
  /// `410 Expired: too old resource version`.
  @Override
  public String toString() {
    String head = reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
    return message.isEmpty() ? head : head + ": " + message;
  }

  /// Characters of a text that is no Status, kept at most.
  static final int TEXT_CHARS_MAX = 200;

  /// What the body of a refusal says: a Status, or any text, of which the begin is kept.
  ///
  /// @param code of the answer; it stands where the body says none
  public static ApiStatus of(int code, String contentType, byte[] body) {
    try {
      ApiStatus status =
          Encoding.of(contentType).orElse(Encoding.JSON) == Encoding.PROTOBUF
              ? ofProtobuf(body)
              : ofJson(body);
      if (status.code() != 0 || !status.message().isEmpty()) {
        int said = status.code() == 0 ? code : status.code();
        return new ApiStatus(said, status.reason(), status.message(), status.retryAfterSeconds());
      }
    } catch (IOException none) {
      // Proxies and load balancers answer with pages of their own.
    }
    String text = new String(body, StandardCharsets.UTF_8).strip();
    int end =
        text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), TEXT_CHARS_MAX));
    return new ApiStatus(code, "", text.substring(0, end), OptionalInt.empty());
  }

  private static ApiStatus ofProtobuf(byte[] body) throws MalformedBodyException {
    ProtoFields fields = new ProtoFields(new Texts());
    fields.over(body, 0, body.length, 0, "status");
    ProtoEnvelope envelope = new ProtoEnvelope(fields);
    envelope.open();
    if (!envelope.isStatus()) throw fields.malformed(envelope.unexpected());
    return ProtoStatus.read(fields);
  }

  private static ApiStatus ofJson(byte[] body) throws MalformedTextException {
    Tree tree = JsonReader.read(body, "status");
    boolean status = tree instanceof Tree.Obj object && object.text("kind").equals("Status");
    return status ? of((Tree.Obj) tree) : new ApiStatus(0, "", "", OptionalInt.empty());
  }

  static ApiStatus of(Tree.Obj status) {
    long retry = status.number(0, "details", "retryAfterSeconds");
    return new ApiStatus(
        (int) status.number(0, "code"),
        status.text("reason"),
        status.text("message"),
        retry > 0 && retry <= Integer.MAX_VALUE
            ? OptionalInt.of((int) retry)
            : OptionalInt.empty());
  }
}
