package dev.roster.core.reconcile;

/// What a pod machine wants done.
public sealed interface PodAction {
  /// Start the container's process; answered by `Started`, `Blocked` or `Exited`.
  record Start(String container, int instance) implements PodAction {}

  /// End the container's process in order: preStop, SIGTERM, grace, SIGKILL; answered by `Exited`.
  ///
  /// @param why decides whose grace period counts
  record Stop(String container, int instance, Why why) implements PodAction {}

  /// Try a probe once; answered by `Probed`.
  record Probe(String container, int instance, ProbeKind kind) implements PodAction {}

  /// Tell it as an event of the pod.
  ///
  /// @param container "" for the pod as a whole
  record Tell(boolean warning, String reason, String message, String container)
      implements PodAction {}

  /// No process is left of a pod that is being deleted: it may go.
  record Gone() implements PodAction {}

  /// Why a container is stopped.
  enum Why {
    /// The pod is being deleted, or has done its work and only helpers are left.
    POD,
    /// Its liveness probe failed.
    LIVENESS,
    /// Its startup probe failed.
    STARTUP
  }
}
