package dev.roster.kubernetes.decode;

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
}
