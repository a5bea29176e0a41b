package dev.roster.node.pod;

/// Something that a container needs is not there, and may come: it waits, and tries again.
public final class MissingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason as `state.waiting.reason` has it
  /// @param message for a person, as the kubelet says it
  public MissingException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// The waiting reason.
  public String reason() {
    return reason;
  }

  /// The message.
  public String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
