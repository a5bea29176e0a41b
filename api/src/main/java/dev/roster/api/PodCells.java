package dev.roster.api;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.time.Instant;
import java.util.List;

/// What a Pod's row says: how many containers are ready, and in one word why it isn't up.
final class PodCells {
  private PodCells() {}

  /// Ready, status, restarts; address, node and two that are always none here.
  static List<Tree> of(Tree.Obj pod, Instant now) {
    List<Tree.Obj> statuses = TreeLists.objects(pod.list("status", "containerStatuses"));
    long ready = statuses.stream().filter(status -> status.flag("ready")).count();
    int all = pod.list("spec", "containers").size();
    return List.of(
        Cells.text(ready + "/" + all),
        Cells.text(status(pod)),
        Cells.text(restarts(pod, now)),
        Cells.text(orNone(pod.text("status", "podIP"))),
        Cells.text(orNone(pod.text("spec", "nodeName"))),
        Cells.text(orNone(pod.text("status", "nominatedNodeName"))),
        Cells.text("<none>"));
  }

  /// The one word of the STATUS column.
  static String status(Tree.Obj pod) {
    String reason = pod.text("status", "reason");
    String status = reason.isEmpty() ? pod.text("status", "phase") : reason;
    int initial = 0;
    List<Tree.Obj> inits = TreeLists.objects(pod.list("status", "initContainerStatuses"));
    boolean initializing = false;
    for (Tree.Obj init : inits) {
      if (init.at("state", "terminated").isPresent()
          && init.number(0, "state", "terminated", "exitCode") == 0) {
        initial++;
        continue;
      }
      String waiting = init.text("state", "waiting", "reason");
      if (init.at("state", "terminated").isPresent()) {
        status = "Init:" + terminated(init.obj("state", "terminated"));
      } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
        status = "Init:" + waiting;
      } else {
        status = "Init:" + initial + "/" + pod.list("spec", "initContainers").size();
      }
      initializing = true;
      break;
    }
    if (!initializing) status = containers(pod, status);
    boolean ended = status.equals("Completed") || status.equals("Error");
    if (pod.at("metadata", "deletionTimestamp").isPresent() && !ended) {
      return reason.equals("NodeLost") ? "Unknown" : "Terminating";
    }
    return status;
  }

  private static String containers(Tree.Obj pod, String otherwise) {
    String status = otherwise;
    boolean running = false;
    for (Tree.Obj container :
        TreeLists.objects(pod.list("status", "containerStatuses")).reversed()) {
      String waiting = container.text("state", "waiting", "reason");
      if (!waiting.isEmpty()) {
        status = waiting;
      } else if (container.at("state", "terminated").isPresent()) {
        status = terminated(container.obj("state", "terminated"));
      } else if (container.flag("ready") && container.at("state", "running").isPresent()) {
        running = true;
      }
    }
    // One that has completed beside one that runs: the pod is up, or not ready.
    if (!status.equals("Completed") || !running) return status;
    for (Tree.Obj condition : TreeLists.objects(pod.list("status", "conditions"))) {
      boolean ready = condition.text("type").equals("Ready");
      if (ready && condition.text("status").equals("True")) return "Running";
    }
    return "NotReady";
  }

  private static String terminated(Tree.Obj state) {
    String reason = state.text("reason");
    if (!reason.isEmpty()) return reason;
    long signal = state.number(0, "signal");
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + state.number(0, "exitCode");
  }

  /// `2 (5m ago)`: with the end of the last run, where it is known.
  private static String restarts(Tree.Obj pod, Instant now) {
    long restarts = 0;
    String last = "";
    for (Tree.Obj status : TreeLists.objects(pod.list("status", "containerStatuses"))) {
      restarts += status.number(0, "restartCount");
      String finished = status.text("lastState", "terminated", "finishedAt");
      if (finished.compareTo(last) > 0) last = finished;
    }
    if (restarts == 0 || last.isEmpty()) return Long.toString(restarts);
    return restarts + " (" + Cells.age(last, now) + " ago)";
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }
}
