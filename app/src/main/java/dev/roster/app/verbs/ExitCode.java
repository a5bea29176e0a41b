package dev.roster.app.verbs;

/// What the command's exit codes mean.
public final class ExitCode {
  /// Done.
  public static final int OK = 0;

  /// It failed: the server refused, or something broke.
  public static final int FAILED = 1;

  /// The user must mend something: usage, a file, a taken port, nothing is running.
  public static final int MEND = 2;

  private ExitCode() {}
}
