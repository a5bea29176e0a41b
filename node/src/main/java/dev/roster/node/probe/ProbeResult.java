package dev.roster.node.probe;

import dev.roster.core.reconcile.ProbeMachine.Outcome;

/// What one try of a probe gave.
///
/// @param output what it said, for the event; at most [#OUTPUT_CHARS_MAX]
public record ProbeResult(Outcome outcome, String output) {
  /// What is kept of an output.
  public static final int OUTPUT_CHARS_MAX = 10 << 10;

  public ProbeResult {
    if (output.length() > OUTPUT_CHARS_MAX) output = output.substring(0, OUTPUT_CHARS_MAX);
  }

  /// It passed.
  public static ProbeResult success() {
    return new ProbeResult(Outcome.SUCCESS, "");
  }

  /// It failed.
  public static ProbeResult failure(String output) {
    return new ProbeResult(Outcome.FAILURE, output);
  }

  /// It could not be tried.
  public static ProbeResult error(String output) {
    return new ProbeResult(Outcome.ERROR, output);
  }
}
