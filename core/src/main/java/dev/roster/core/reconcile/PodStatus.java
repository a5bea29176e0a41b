package dev.roster.core.reconcile;

import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.ContainerMachine.Role;
import dev.roster.core.reconcile.ContainerState.Ended;
import dev.roster.core.reconcile.ContainerState.Running;
import dev.roster.core.reconcile.ContainerState.Starting;
import dev.roster.core.reconcile.ContainerState.Waiting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A pod machine's state as a Pod's `status`.
public final class PodStatus {
  /// The conditions that are the node's; all others belong to whoever set them.
  private static final Set<String> OWN =
      Set.of(
          "PodReadyToStartContainers",
          "Initialized",
          PodView.READY,
          "ContainersReady",
          "PodScheduled");

  private final PodMachine machine;
  private final PodView pod;
  private final Tree.Obj current;
  private final Instant now;

  private PodStatus(PodMachine machine, PodView pod, Tree.Obj current, Instant now) {
    this.machine = machine;
    this.pod = pod;
    this.current = current;
    this.now = now;
  }

  /// Where a pod is.
  ///
  /// @param podIp "" while it has none
  /// @param startedAt when the node took it
  public record Place(String hostIp, String podIp, Instant startedAt) {}

  /// The next status.
  ///
  /// @param pod for its readiness gates
  /// @param current the stored status: conditions of others are kept, and the times of those that
  ///   didn't change
  public static Tree.Obj next(
      PodMachine machine, PodView pod, Tree.Obj current, Place place, Instant now) {
    return new PodStatus(machine, pod, current, now).status(place);
  }

  /// A time as Kubernetes writes it: RFC 3339, UTC, whole seconds.
  public static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Tree.Obj status(Place place) {
    Tree.Obj next = current;
    next = next.with("phase", Tree.Text.of(machine.phase()));
    next = next.with("conditions", Tree.Arr.of(conditions(place)));
    next = next.with("hostIP", Tree.Text.of(place.hostIp()));
    next = next.with("hostIPs", ips(place.hostIp()));
    if (!place.podIp().isEmpty()) {
      next = next.with("podIP", Tree.Text.of(place.podIp()));
      next = next.with("podIPs", ips(place.podIp()));
    }
    next = next.with("startTime", Tree.Text.of(time(place.startedAt())));
    List<Tree> inits = new ArrayList<>();
    List<Tree> mains = new ArrayList<>();
    for (ContainerMachine each : machine.containers()) {
      (each.role() == Role.MAIN ? mains : inits).add(container(each));
    }
    if (!inits.isEmpty()) next = next.with("initContainerStatuses", Tree.Arr.of(inits));
    next = next.with("containerStatuses", Tree.Arr.of(mains));
    return next.with("qosClass", Tree.Text.of(QosClass.of(pod)));
  }

  private static Tree ips(String ip) {
    return Tree.Arr.of(List.of(Tree.Obj.of(Map.of("ip", Tree.Text.of(ip)))));
  }

  // --- conditions

  private record Verdict(String type, boolean holds, String reason, String message) {}

  private List<Tree> conditions(Place place) {
    List<Tree> all = new ArrayList<>();
    boolean sandbox = !place.podIp().isEmpty() && !(machine.deleting() && !machine.isAlive());
    all.add(condition(new Verdict("PodReadyToStartContainers", sandbox, "", "")));
    all.add(condition(initialized()));
    Verdict containers = containersReady();
    all.add(condition(ready(containers)));
    all.add(condition(containers));
    all.add(condition(new Verdict("PodScheduled", true, "", "")));
    for (Tree each : current.list("conditions")) {
      if (each instanceof Tree.Obj other && !OWN.contains(other.text("type"))) all.add(other);
    }
    return all;
  }

  private Verdict initialized() {
    if (machine.isInitialized()) {
      String reason = machine.phase().equals("Succeeded") ? "PodCompleted" : "";
      return new Verdict("Initialized", true, reason, "");
    }
    List<String> incomplete =
        machine.containers().stream()
            .filter(c -> c.role() != Role.MAIN && !c.isReady())
            .map(ContainerMachine::name)
            .toList();
    return new Verdict(
        "Initialized",
        false,
        "ContainersNotInitialized",
        "containers with incomplete status: " + list(incomplete));
  }

  private Verdict containersReady() {
    String type = "ContainersReady";
    switch (machine.phase()) {
      case "Succeeded":
        return new Verdict(type, false, "PodCompleted", "");
      case "Failed":
        return new Verdict(type, false, "PodFailed", "");
      default:
        break;
    }
    List<String> unready =
        machine.containers().stream()
            .filter(c -> c.role() != Role.INIT && !c.isReady())
            .map(ContainerMachine::name)
            .toList();
    if (machine.isInitialized() && unready.isEmpty()) return new Verdict(type, true, "", "");
    return new Verdict(
        type, false, "ContainersNotReady", "containers with unready status: " + list(unready));
  }

  private Verdict ready(Verdict containers) {
    String type = PodView.READY;
    if (!containers.holds()) {
      return new Verdict(type, false, containers.reason(), containers.message());
    }
    List<String> unmet = new ArrayList<>();
    for (Tree each : pod.spec().list("readinessGates")) {
      if (!(each instanceof Tree.Obj gate)) continue;
      gate(gate.text("conditionType")).ifPresent(unmet::add);
    }
    if (unmet.isEmpty()) return new Verdict(type, true, "", "");
    return new Verdict(type, false, "ReadinessGatesNotReady", String.join(", ", unmet));
  }

  private Optional<String> gate(String type) {
    Optional<Tree.Obj> found = stored(type);
    if (found.isEmpty()) {
      return Optional.of(
          "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
    }
    String status = found.get().text("status");
    if (status.equals("True")) return Optional.empty();
    return Optional.of(
        "the status of pod readiness gate \"" + type + "\" is not \"True\", but " + status);
  }

  /// `[a b]`, as Go prints a slice.
  private static String list(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  private Optional<Tree.Obj> stored(String type) {
    for (Tree each : current.list("conditions")) {
      if (each instanceof Tree.Obj obj && obj.text("type").equals(type)) return Optional.of(obj);
    }
    return Optional.empty();
  }

  private Tree.Obj condition(Verdict verdict) {
    String status = verdict.holds() ? "True" : "False";
    String since =
        stored(verdict.type())
            .filter(old -> old.text("status").equals(status))
            .map(old -> old.text("lastTransitionTime"))
            .filter(text -> !text.isEmpty())
            .orElse(time(now));
    Map<String, Tree> fields = new LinkedHashMap<>();
    fields.put("type", Tree.Text.of(verdict.type()));
    fields.put("status", Tree.Text.of(status));
    fields.put("lastProbeTime", Tree.Null.NONE);
    fields.put("lastTransitionTime", Tree.Text.of(since));
    if (!verdict.reason().isEmpty()) fields.put("reason", Tree.Text.of(verdict.reason()));
    if (!verdict.message().isEmpty()) fields.put("message", Tree.Text.of(verdict.message()));
    return Tree.Obj.of(fields);
  }

  // --- containers

  private Tree container(ContainerMachine container) {
    Map<String, Tree> fields = new LinkedHashMap<>();
    fields.put("name", Tree.Text.of(container.name()));
    fields.put("state", state(container.state(), container));
    fields.put(
        "lastState",
        container
            .last()
            .filter(last -> !last.equals(container.state()))
            .map(last -> terminated(last, container))
            .orElse(Tree.Obj.EMPTY));
    fields.put("ready", Tree.Bool.of(container.isReady()));
    fields.put("restartCount", Tree.Num.of(container.restarts()));
    fields.put("image", Tree.Text.of(container.view().image()));
    fields.put("imageID", Tree.Text.of(""));
    int instance = instance(container);
    if (instance >= 0) fields.put("containerID", Tree.Text.of(id(container, instance)));
    fields.put("started", Tree.Bool.of(container.isStarted()));
    return Tree.Obj.of(fields);
  }

  private static int instance(ContainerMachine container) {
    return switch (container.state()) {
      case Running running -> running.instance();
      case Ended ended -> ended.instance();
      case Waiting _, Starting _ -> container.last().map(Ended::instance).orElse(-1);
    };
  }

  private String id(ContainerMachine container, int instance) {
    return "roster://" + pod.meta().uid() + "/" + container.name() + "/" + instance;
  }

  private Tree.Obj state(ContainerState state, ContainerMachine container) {
    return switch (state) {
      case Waiting(String reason, String message, _) -> waiting(reason, message);
      case Starting _ -> waiting("ContainerCreating", "");
      case Running(_, Moment since, _) ->
          wrap("running", Map.of("startedAt", Tree.Text.of(time(since.wall()))));
      case Ended ended -> terminated(ended, container);
    };
  }

  private static Tree.Obj waiting(String reason, String message) {
    Map<String, Tree> fields = new LinkedHashMap<>();
    if (!message.isEmpty()) fields.put("message", Tree.Text.of(message));
    fields.put("reason", Tree.Text.of(reason));
    return wrap("waiting", fields);
  }

  private Tree.Obj terminated(Ended ended, ContainerMachine container) {
    Map<String, Tree> fields = new LinkedHashMap<>();
    fields.put("containerID", Tree.Text.of(id(container, ended.instance())));
    fields.put("exitCode", Tree.Num.of(ended.exitCode()));
    fields.put("finishedAt", Tree.Text.of(time(ended.at().wall())));
    if (!ended.message().isEmpty()) fields.put("message", Tree.Text.of(ended.message()));
    fields.put("reason", Tree.Text.of(ended.reason()));
    fields.put("startedAt", Tree.Text.of(time(ended.since().wall())));
    return wrap("terminated", fields);
  }

  private static Tree.Obj wrap(String name, Map<String, Tree> fields) {
    return Tree.Obj.of(Map.of(name, Tree.Obj.of(fields)));
  }
}
