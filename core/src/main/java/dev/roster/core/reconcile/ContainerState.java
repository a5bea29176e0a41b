package dev.roster.core.reconcile;

/// Where one container is.
public sealed interface ContainerState {
  /// No process yet, or none any more and another to come.
  ///
  /// @param reason `ContainerCreating`, `PodInitializing`, `CrashLoopBackOff`, or what blocks it
  /// @param retryNanos not to be started before
  record Waiting(String reason, String message, long retryNanos) implements ContainerState {}

  /// Asked to start.
  ///
  /// @param stopping whether it has been asked to end already
  record Starting(int instance, boolean stopping) implements ContainerState {}

  /// Its process runs.
  ///
  /// @param stopping whether it has been asked to end
  record Running(int instance, Moment since, boolean stopping) implements ContainerState {}

  /// Its process has ended.
  ///
  /// @param since when it started; when it ended if it never did
  record Ended(int instance, int exitCode, String reason, String message, Moment since, Moment at)
      implements ContainerState {}
}
