package dev.roster.core.reconcile;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.PodView;
import dev.roster.core.reconcile.ContainerMachine.Role;
import dev.roster.core.reconcile.ContainerState.Ended;
import dev.roster.core.reconcile.ContainerState.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A pod's life, as the kubelet leads it: init containers one after the other, then all containers;
/// probes; restarts with back-off; the end. An immutable value: [#step] takes what happened and
/// when, and gives the next state with what is to be done.
///
/// @param identity `name_namespace(uid)`
/// @param containers init containers first, then the others, each in order
/// @param deleting whether it is being deleted: nothing is started any more
public record PodMachine(
    String identity, String restartPolicy, List<ContainerMachine> containers, boolean deleting) {
  /// The next state, and what is to be done now.
  public record Step(PodMachine next, List<PodAction> actions) {
    public Step {
      actions = List.copyOf(actions);
    }
  }

  public PodMachine {
    containers = List.copyOf(containers);
  }

  /// A pod of which nothing runs.
  public static PodMachine of(PodView pod, RestartBackoff.Limits limits, Moment now) {
    List<ContainerMachine> all = new ArrayList<>();
    List<ContainerView> inits = pod.initContainers();
    String reason = inits.isEmpty() ? "ContainerCreating" : "PodInitializing";
    for (ContainerView each : inits) {
      Role role = each.restartPolicy().equals("Always") ? Role.SIDECAR : Role.INIT;
      all.add(ContainerMachine.of(each, role, limits, reason, now.nanos()));
    }
    for (ContainerView each : pod.containers()) {
      all.add(ContainerMachine.of(each, Role.MAIN, limits, reason, now.nanos()));
    }
    String identity =
        pod.meta().name() + "_" + pod.meta().namespace() + "(" + pod.meta().uid() + ")";
    return new PodMachine(identity, pod.restartPolicy(), all, false);
  }

  /// Takes one thing that happened.
  public Step step(PodInput input, Moment now) {
    PodStepper stepper = new PodStepper(this);
    stepper.take(input, now);
    stepper.advance(now);
    return new Step(stepper.machine(), stepper.actions());
  }

  /// When a [PodInput.Tick] is wanted, in the nanoseconds of [Moment#nanos]; empty if only events
  /// can change anything.
  public OptionalLong deadline() {
    OptionalLong first = OptionalLong.empty();
    for (int i = 0; i < containers.size(); i++) {
      ContainerMachine each = containers.get(i);
      if (each.state() instanceof Waiting waiting && mayStart(i)) {
        first = earlier(first, waiting.retryNanos());
      }
      for (ProbeMachine probe : each.probes().values()) {
        OptionalLong due = probe.due();
        if (due.isPresent() && runs(each, probe.kind())) first = earlier(first, due.getAsLong());
      }
    }
    return first;
  }

  private static OptionalLong earlier(OptionalLong first, long other) {
    return first.isEmpty() || other - first.getAsLong() < 0 ? OptionalLong.of(other) : first;
  }

  /// Whether a container's turn has come: every init container before it has done its part.
  boolean mayStart(int index) {
    if (deleting || isFinished()) return false;
    ContainerMachine container = containers.get(index);
    for (ContainerMachine before : containers.subList(0, index)) {
      switch (before.role()) {
        case INIT -> {
          if (!succeeded(before)) return false;
        }
        case SIDECAR -> {
          // A sidecar that has come up once holds nobody back while it restarts.
          if (!before.isStarted() && container.instances() == 0) return false;
        }
        case MAIN -> {}
      }
    }
    return true;
  }

  private static boolean succeeded(ContainerMachine container) {
    return container.state() instanceof Ended ended && ended.exitCode() == 0;
  }

  /// Whether a probe is tried in the container's present state: the startup probe until it has
  /// passed, the others from then on; on deletion only readiness goes on.
  public boolean runs(ContainerMachine container, ProbeKind kind) {
    if (!(container.state() instanceof ContainerState.Running running)) return false;
    return switch (kind) {
      case STARTUP -> !deleting && !running.stopping() && !container.isStarted();
      case LIVENESS -> !deleting && !running.stopping() && container.isStarted();
      case READINESS -> container.isStarted();
    };
  }

  /// The container of that name.
  public Optional<ContainerMachine> container(String name) {
    return containers.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// Whether all init containers have done their part.
  public boolean isInitialized() {
    // Once a container has been started it stays so, whatever its sidecars do.
    if (containers.stream().anyMatch(c -> c.role() == Role.MAIN && c.instances() > 0)) return true;
    return containers.stream()
        .allMatch(each ->
            switch (each.role()) {
              case INIT -> succeeded(each);
              case SIDECAR -> each.isStarted();
              case MAIN -> true;
            });
  }

  /// Whether every container and sidecar is ready.
  public boolean areContainersReady() {
    return containers.stream().allMatch(ContainerMachine::isReady);
  }

  /// Whether its work is done, well or badly, and nothing of it will run again.
  public boolean isFinished() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  /// Whether a process of it runs, or is being started.
  public boolean isAlive() {
    return containers.stream().anyMatch(ContainerMachine::isAlive);
  }

  /// `Pending`, `Running`, `Succeeded` or `Failed` by the kubelet's rule.
  public String phase() {
    boolean initFailed =
        containers.stream()
            .anyMatch(c -> c.role() == Role.INIT && c.isDone(restartPolicy) && !succeeded(c));
    if (initFailed) return "Failed";
    if (!isInitialized()) return "Pending";
    List<ContainerMachine> mains =
        containers.stream().filter(each -> each.role() == Role.MAIN).toList();
    boolean fresh = mains.stream().anyMatch(c -> !hasRun(c));
    if (fresh) return "Pending";
    if (!mains.stream().allMatch(c -> c.isDone(restartPolicy))) return "Running";
    return mains.stream().allMatch(PodMachine::succeeded) ? "Succeeded" : "Failed";
  }

  private static boolean hasRun(ContainerMachine container) {
    return container.last().isPresent() || container.state() instanceof ContainerState.Running;
  }
}
