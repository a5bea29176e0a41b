package dev.roster.app.wiring;

/// Something that the user must mend: its message is one clear line, or a few, and the command ends
/// with code 2 having changed nothing.
public final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  /// With the line to print.
  public Failure(String message) {
    super(message);
  }
}
