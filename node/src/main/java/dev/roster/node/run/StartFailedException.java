package dev.roster.node.run;

/// A container's process could not come to run; the kubelet counts that as an end of the container.
public final class StartFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// The exit code that a container runtime reports where a program could not be run at all.
  public static final int EXIT_CODE = 128;

  /// @param message for a person
  public StartFailedException(String message) {
    super(message);
  }

  /// The message.
  public String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
