package dev.roster.dns.http;

import java.nio.charset.StandardCharsets;

/// What one path says. Called on a thread of the listener, by several at once.
@FunctionalInterface
public interface HttpPage {
  /// The reply to a request.
  ///
  /// @param accept the request's Accept header, "" where there is none
  Reply reply(String accept);

  /// Whether it is for clients on this machine alone; others get 403.
  default boolean isPrivate() {
    return false;
  }

  /// A status with its body, which nobody changes.
  @SuppressWarnings("ArrayRecordComponent")
  record Reply(int status, String contentType, byte[] body) {
    /// A line of text.
    public static Reply text(int status, String text) {
      return new Reply(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
