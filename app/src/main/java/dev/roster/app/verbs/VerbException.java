package dev.roster.app.verbs;

import java.io.Serial;

/// Why a verb ends early: its exit code and what to print on stderr, complete lines without a
/// stack.
public final class VerbException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;

  /// @param exitCode see [ExitCode]
  /// @param lines what the user reads, "" for nothing
  public VerbException(int exitCode, String lines) {
    super(lines);
    this.exitCode = exitCode;
  }

  /// The process's exit code.
  public int exitCode() {
    return exitCode;
  }

  /// What to print, "" for nothing.
  public String lines() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
