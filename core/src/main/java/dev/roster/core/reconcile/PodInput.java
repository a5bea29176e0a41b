package dev.roster.core.reconcile;

/// What a pod machine is told. What names an instance that is not the current one is ignored.
public sealed interface PodInput {
  /// Time has passed, or something that a start needs has changed.
  ///
  /// @param retry whether what is blocked should be tried again at once
  record Tick(boolean retry) implements PodInput {}

  /// The container's process runs (and its postStart hook has ended).
  record Started(String container, int instance) implements PodInput {}

  /// The container can't be started yet: something is missing that may come. It is tried again.
  ///
  /// @param reason as `state.waiting.reason` has it
  record Blocked(String container, int instance, String reason, String message)
      implements PodInput {}

  /// The container's process has ended.
  ///
  /// @param reason as `state.terminated.reason` has it; "" for what the exit code says
  record Exited(String container, int instance, int exitCode, String reason, String message)
      implements PodInput {}

  /// A probe's try has ended.
  ///
  /// @param output what it said, for the event
  record Probed(
      String container, int instance, ProbeKind kind, ProbeMachine.Outcome outcome, String output)
      implements PodInput {}

  /// The pod is being deleted.
  record Deleted() implements PodInput {}
}
