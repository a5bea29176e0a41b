package dev.roster.dns.forward;

import java.io.IOException;

/// An upstream said something under the id of a question that is no answer to it. Whoever asked has
/// nothing to wait for.
final class NoAnswerException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean readable;

  private NoAnswerException(String message, boolean readable) {
    super(message);
    this.readable = readable;
  }

  /// Its bytes make no message.
  static NoAnswerException unreadable(String why) {
    return new NoAnswerException("dns: bad answer: " + why, false);
  }

  /// It is a message, of another question.
  static NoAnswerException beside() {
    return new NoAnswerException("dns: an answer to another question", true);
  }

  /// Whether it is a message.
  boolean isReadable() {
    return readable;
  }
}
