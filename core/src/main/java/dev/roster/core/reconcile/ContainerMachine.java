package dev.roster.core.reconcile;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.ProbeView;
import dev.roster.core.reconcile.ContainerState.Ended;
import dev.roster.core.reconcile.ContainerState.Running;
import dev.roster.core.reconcile.ContainerState.Starting;
import dev.roster.core.reconcile.ContainerState.Waiting;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// One container of a pod: its state, its probes, and when it may be started again.
///
/// @param last how the instance before the current state ended
/// @param instances how many were asked to start so far; the current one is `instances - 1`
/// @param restarts how often it ran again
/// @param blockedTries starts in a row that something was missing for
/// @param probes of the running instance
public record ContainerMachine(
    ContainerView view,
    Role role,
    ContainerState state,
    Optional<Ended> last,
    int instances,
    int restarts,
    int blockedTries,
    RestartBackoff backoff,
    Map<ProbeKind, ProbeMachine> probes) {
  private static final long SECOND = 1_000_000_000L;

  /// The longest wait before something that was missing is looked for again.
  public static final long BLOCKED_WAIT_NANOS_MAX = 30 * SECOND;

  /// What it is to its pod.
  public enum Role {
    /// Runs to its end before the next begins.
    INIT,
    /// An init container that keeps running beside the others.
    SIDECAR,
    /// One of `containers`.
    MAIN
  }

  public ContainerMachine {
    probes = Map.copyOf(probes);
  }

  static ContainerMachine of(
      ContainerView view, Role role, RestartBackoff.Limits limits, String reason, long now) {
    return new ContainerMachine(
        view,
        role,
        new Waiting(reason, "", now),
        Optional.empty(),
        0,
        0,
        0,
        RestartBackoff.none(limits),
        Map.of());
  }

  /// Its name.
  public String name() {
    return view.name();
  }

  /// Whether its process runs and its startup probe, if there is one, has passed.
  public boolean isStarted() {
    if (!(state instanceof Running)) return false;
    ProbeMachine startup = probes.get(ProbeKind.STARTUP);
    return startup == null || startup.result() == ProbeMachine.Result.SUCCESS;
  }

  /// Whether it counts as ready: started, and its readiness probe, if there is one, passes.
  public boolean isReady() {
    if (role == Role.INIT) return state instanceof Ended ended && ended.exitCode() == 0;
    if (!isStarted()) return false;
    ProbeMachine readiness = probes.get(ProbeKind.READINESS);
    return readiness == null || readiness.result() == ProbeMachine.Result.SUCCESS;
  }

  /// Whether there is a process, or soon will be.
  public boolean isAlive() {
    return state instanceof Running || state instanceof Starting;
  }

  /// Whether messages about this instance are about what is now.
  boolean isCurrent(int instance) {
    return isAlive() && instance == instances - 1;
  }

  /// Whether it ended and stays so.
  ///
  /// @param restartPolicy the pod's
  public boolean isDone(String restartPolicy) {
    return state instanceof Ended ended && !restarts(ended, restartPolicy);
  }

  private boolean restarts(Ended ended, String restartPolicy) {
    return switch (role) {
      case SIDECAR -> true;
      case INIT -> ended.exitCode() != 0 && !restartPolicy.equals("Never");
      case MAIN ->
          switch (restartPolicy) {
            case "Never" -> false;
            case "OnFailure" -> ended.exitCode() != 0;
            default -> true;
          };
    };
  }

  ContainerMachine starting(long now) {
    boolean again = last.isPresent() && blockedTries == 0;
    return new ContainerMachine(
        view,
        role,
        new Starting(instances, false),
        last,
        instances + 1,
        again ? restarts + 1 : restarts,
        blockedTries,
        again ? backoff.restarted(last.orElseThrow().at().nanos(), now) : backoff,
        Map.of());
  }

  ContainerMachine started(Moment now) {
    Map<ProbeKind, ProbeMachine> begun = new EnumMap<>(ProbeKind.class);
    view.startupProbe().ifPresent(p -> begin(begun, ProbeKind.STARTUP, p, now));
    view.livenessProbe().ifPresent(p -> begin(begun, ProbeKind.LIVENESS, p, now));
    view.readinessProbe().ifPresent(p -> begin(begun, ProbeKind.READINESS, p, now));
    return new ContainerMachine(
        view,
        role,
        new Running(instances - 1, now, isStopping()),
        last,
        instances,
        restarts,
        0,
        backoff,
        begun);
  }

  private static void begin(
      Map<ProbeKind, ProbeMachine> probes, ProbeKind kind, ProbeView probe, Moment now) {
    probes.put(kind, ProbeMachine.begin(kind, ProbeMachine.Timing.of(probe), now.nanos()));
  }

  ContainerMachine blocked(String reason, String message, long now) {
    long wait = Math.min(SECOND << Math.min(blockedTries, 5), BLOCKED_WAIT_NANOS_MAX);
    return with(new Waiting(reason, message, now + wait), last, blockedTries + 1, Map.of());
  }

  ContainerMachine retriedAt(long now) {
    if (!(state instanceof Waiting waiting) || blockedTries == 0) return this;
    return with(
        new Waiting(waiting.reason(), waiting.message(), now), last, blockedTries, Map.of());
  }

  /// Whether its process has been asked to end.
  public boolean isStopping() {
    return switch (state) {
      case Starting starting -> starting.stopping();
      case Running running -> running.stopping();
      case Waiting _, Ended _ -> false;
    };
  }

  ContainerMachine stopping() {
    ContainerState next =
        switch (state) {
          case Starting(int instance, _) -> new Starting(instance, true);
          case Running(int instance, Moment since, _) -> new Running(instance, since, true);
          case Waiting _, Ended _ -> state;
        };
    return with(next, last, blockedTries, probes);
  }

  ContainerMachine ended(PodInput.Exited exit, Moment now) {
    Moment since = state instanceof Running running ? running.since() : now;
    String reason = exit.reason();
    if (reason.isEmpty()) reason = exit.exitCode() == 0 ? "Completed" : "Error";
    Ended ended = new Ended(exit.instance(), exit.exitCode(), reason, exit.message(), since, now);
    return with(ended, Optional.of(ended), 0, Map.of());
  }

  /// Waiting for its next start.
  ///
  /// @param identity the pod as the kubelet names it in messages: `name_namespace(uid)`
  ContainerMachine backingOff(Ended ended, String identity) {
    long delay = backoff.delayNanos(ended.at().nanos());
    String message =
        delay == 0
            ? ""
            : "back-off "
                + seconds(delay)
                + " restarting failed container="
                + name()
                + " pod="
                + identity;
    String reason = delay == 0 ? "ContainerCreating" : "CrashLoopBackOff";
    return with(
        new Waiting(reason, message, ended.at().nanos() + delay), Optional.of(ended), 0, Map.of());
  }

  /// As Go writes durations: `10s`, `2m40s`.
  private static String seconds(long nanos) {
    long all = nanos / SECOND;
    return all < 60 ? all + "s" : all / 60 + "m" + all % 60 + "s";
  }

  ContainerMachine probe(ProbeMachine next) {
    Map<ProbeKind, ProbeMachine> changed = new EnumMap<>(probes);
    changed.put(next.kind(), next);
    return with(state, last, blockedTries, changed);
  }

  private ContainerMachine with(
      ContainerState state,
      Optional<Ended> last,
      int blockedTries,
      Map<ProbeKind, ProbeMachine> probes) {
    return new ContainerMachine(
        view, role, state, last, instances, restarts, blockedTries, backoff, probes);
  }
}
