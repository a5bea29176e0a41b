package dev.roster.kubernetes.http;

import dev.roster.kubernetes.decode.ApiStatus;

/// What came of a request.
public sealed interface Reply {
  /// It is being answered (200): the body is read by the caller, who closes it.
  ///
  /// @param contentType "" if the server said none
  record Opened(String contentType, ReplyBody body) implements Reply {}

  /// The server answered with another code than 200.
  ///
  /// @param status what the body says if it is a Status, else the code and the begin of the text;
  ///   `retryAfterSeconds` from the header `Retry-After` if the body says none
  record Refused(ApiStatus status) implements Reply {}

  /// No answer.
  ///
  /// @param why in a person's words: which step failed, and how
  record Unreachable(String why) implements Reply {}
}
