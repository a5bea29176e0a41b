package dev.roster.core.reconcile;

import dev.roster.core.reconcile.ContainerMachine.Role;
import dev.roster.core.reconcile.ContainerState.Ended;
import dev.roster.core.reconcile.ContainerState.Waiting;
import dev.roster.core.reconcile.ProbeMachine.Outcome;
import dev.roster.core.reconcile.ProbeMachine.Result;
import java.util.ArrayList;
import java.util.List;

/// One step of a pod machine while it is being taken; used once, by one thread.
final class PodStepper {
  private final String identity;
  private final String restartPolicy;
  private final List<ContainerMachine> containers;
  private final List<PodAction> actions = new ArrayList<>();
  private boolean deleting;
  private boolean goneAlready;

  PodStepper(PodMachine machine) {
    identity = machine.identity();
    restartPolicy = machine.restartPolicy();
    containers = new ArrayList<>(machine.containers());
    deleting = machine.deleting();
    goneAlready = deleting && !machine.isAlive();
  }

  PodMachine machine() {
    return new PodMachine(identity, restartPolicy, containers, deleting);
  }

  List<PodAction> actions() {
    return actions;
  }

  /// Notes what happened; decides nothing yet.
  void take(PodInput input, Moment now) {
    switch (input) {
      case PodInput.Tick(boolean retry) -> {
        if (retry) containers.replaceAll(each -> each.retriedAt(now.nanos()));
      }
      case PodInput.Deleted _ -> {
        deleting = true;
        goneAlready = false;
      }
      case PodInput.Started started -> {
        int at = find(started.container(), started.instance());
        if (at < 0) return;
        containers.set(at, containers.get(at).started(now));
        tell(false, "Started", "Started container " + started.container(), started.container());
      }
      case PodInput.Blocked blocked -> {
        int at = find(blocked.container(), blocked.instance());
        if (at < 0) return;
        containers.set(
            at, containers.get(at).blocked(blocked.reason(), blocked.message(), now.nanos()));
      }
      case PodInput.Exited exited -> {
        int at = find(exited.container(), exited.instance());
        if (at >= 0) containers.set(at, containers.get(at).ended(exited, now));
      }
      case PodInput.Probed probed -> probed(probed);
    }
  }

  private void probed(PodInput.Probed probed) {
    int at = find(probed.container(), probed.instance());
    if (at < 0) return;
    ContainerMachine container = containers.get(at);
    ProbeMachine probe = container.probes().get(probed.kind());
    if (probe == null) return;
    ProbeMachine next = probe.ended(probed.outcome());
    containers.set(at, container.probe(next));
    String what = probed.kind().text() + " probe";
    switch (probed.outcome()) {
      case SUCCESS -> {}
      case FAILURE ->
          tell(true, "Unhealthy", what + " failed: " + probed.output(), probed.container());
      case ERROR ->
          tell(true, "ProbeWarning", what + " errored: " + probed.output(), probed.container());
    }
    boolean decides = probed.kind() != ProbeKind.READINESS && probed.outcome() == Outcome.FAILURE;
    if (!decides || next.result() != Result.FAILURE || deleting || container.isStopping()) return;
    PodAction.Why why =
        probed.kind() == ProbeKind.STARTUP ? PodAction.Why.STARTUP : PodAction.Why.LIVENESS;
    String name = container.name();
    String verdict = "Container " + name + " failed " + what.toLowerCase(java.util.Locale.ROOT);
    boolean never = container.role() != Role.SIDECAR && restartPolicy.equals("Never");
    tell(false, "Killing", never ? verdict : verdict + ", will be restarted", name);
    stop(at, why);
  }

  private int find(String name, int instance) {
    for (int i = 0; i < containers.size(); i++) {
      ContainerMachine each = containers.get(i);
      if (each.name().equals(name)) return each.isCurrent(instance) ? i : -1;
    }
    return -1;
  }

  /// Decides what follows from where the containers are now.
  void advance(Moment now) {
    if (deleting) {
      stopAll();
      probe(now);
      if (!goneAlready && !machine().isAlive()) actions.add(new PodAction.Gone());
      return;
    }
    if (machine().isFinished()) {
      stopAll();
    } else {
      again();
      start(now);
    }
    probe(now);
  }

  private void again() {
    for (int i = 0; i < containers.size(); i++) {
      ContainerMachine each = containers.get(i);
      if (each.state() instanceof Ended ended && !each.isDone(restartPolicy)) {
        containers.set(i, each.backingOff(ended, identity));
        backOffEvent(containers.get(i));
      }
    }
  }

  private void backOffEvent(ContainerMachine container) {
    if (!(container.state() instanceof Waiting waiting) || waiting.message().isEmpty()) return;
    tell(
        true,
        "BackOff",
        "Back-off restarting failed container " + container.name() + " in pod " + identity,
        container.name());
  }

  private void start(Moment now) {
    for (int i = 0; i < containers.size(); i++) {
      ContainerMachine each = containers.get(i);
      if (!(each.state() instanceof Waiting waiting)) continue;
      if (now.nanos() - waiting.retryNanos() < 0 || !machine().mayStart(i)) continue;
      ContainerMachine starting = each.starting(now.nanos());
      containers.set(i, starting);
      actions.add(new PodAction.Start(each.name(), starting.instances() - 1));
    }
  }

  /// Containers first, all at once; then the sidecars, the last one first.
  private void stopAll() {
    boolean others = false;
    for (int i = 0; i < containers.size(); i++) {
      ContainerMachine each = containers.get(i);
      if (each.role() == Role.SIDECAR || !each.isAlive()) continue;
      others = true;
      stopOnce(i);
    }
    if (others) return;
    for (int i = containers.size() - 1; i >= 0; i--) {
      if (!containers.get(i).isAlive()) continue;
      stopOnce(i);
      return;
    }
  }

  private void stopOnce(int at) {
    ContainerMachine container = containers.get(at);
    if (container.isStopping()) return;
    tell(false, "Killing", "Stopping container " + container.name(), container.name());
    stop(at, PodAction.Why.POD);
  }

  private void stop(int at, PodAction.Why why) {
    ContainerMachine container = containers.get(at);
    containers.set(at, container.stopping());
    actions.add(new PodAction.Stop(container.name(), container.instances() - 1, why));
  }

  private void probe(Moment now) {
    PodMachine machine = machine();
    for (int i = 0; i < containers.size(); i++) {
      for (ProbeKind kind : ProbeKind.values()) {
        ContainerMachine container = containers.get(i);
        ProbeMachine probe = container.probes().get(kind);
        if (probe == null || !probe.isDue(now.nanos()) || !machine.runs(container, kind)) continue;
        containers.set(i, container.probe(probe.begun(now.nanos())));
        actions.add(new PodAction.Probe(container.name(), container.instances() - 1, kind));
      }
    }
  }

  private void tell(boolean warning, String reason, String message, String container) {
    actions.add(new PodAction.Tell(warning, reason, message, container));
  }
}
