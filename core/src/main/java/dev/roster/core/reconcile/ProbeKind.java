package dev.roster.core.reconcile;

/// What a probe decides.
public enum ProbeKind {
  /// Whether the container has come up: the others wait for it.
  STARTUP("Startup", ProbeMachine.Result.UNKNOWN),
  /// Whether it must be restarted.
  LIVENESS("Liveness", ProbeMachine.Result.SUCCESS),
  /// Whether its pod is published.
  READINESS("Readiness", ProbeMachine.Result.FAILURE);

  private final String text;
  private final ProbeMachine.Result initial;

  ProbeKind(String text, ProbeMachine.Result initial) {
    this.text = text;
    this.initial = initial;
  }

  /// As events begin.
  public String text() {
    return text;
  }

  /// What holds until a threshold is reached for the first time.
  public ProbeMachine.Result initial() {
    return initial;
  }
}
