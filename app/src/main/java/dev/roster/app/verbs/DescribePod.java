package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;

/// What `describe` tells of a Pod.
final class DescribePod {
  private DescribePod() {}

  static void add(Lines lines, Tree.Obj pod) {
    String node = pod.text("spec", "nodeName");
    String host = pod.text("status", "hostIP");
    lines.add(0, "Name", pod.text("metadata", "name"));
    lines.add(0, "Namespace", pod.text("metadata", "namespace"));
    lines.add(0, "Priority", Long.toString(pod.number(0, "spec", "priority")));
    lines.add(0, "Service Account", Lines.orNone(pod.text("spec", "serviceAccountName")));
    lines.add(0, "Node", node.isEmpty() ? "<none>" : host.isEmpty() ? node : node + "/" + host);
    String started = pod.text("status", "startTime");
    if (!started.isEmpty()) lines.add(0, "Start Time", started);
    lines.add(0, "Labels", Lines.pairs(pod.texts("metadata", "labels"), "="));
    lines.add(0, "Annotations", Lines.annotations(pod));
    status(lines, pod);
    String why = why(pod);
    if (!why.isEmpty()) lines.add(0, "Not ready because", why);
    lines.add(0, "IP", pod.text("status", "podIP"));
    lines.heading(0, "IPs", pod.list("status", "podIPs").isEmpty());
    for (Tree.Obj ip : TreeLists.objects(pod.list("status", "podIPs"))) {
      lines.add(1, "IP", ip.text("ip"));
    }
    for (Tree.Obj owner : TreeLists.objects(pod.list("metadata", "ownerReferences"))) {
      if (owner.flag("controller")) {
        lines.add(0, "Controlled By", owner.text("kind") + "/" + owner.text("name"));
      }
    }
    containers(lines, pod, "Init Containers", "initContainers", "initContainerStatuses");
    containers(lines, pod, "Containers", "containers", "containerStatuses");
    conditions(lines, pod);
    DescribeContainer.volumes(lines, 0, pod.obj("spec"));
    lines.add(0, "QoS Class", Lines.orNone(pod.text("status", "qosClass")));
    DescribeContainer.placement(lines, 0, pod.obj("spec"));
  }

  private static void status(Lines lines, Tree.Obj pod) {
    String deletion = pod.text("metadata", "deletionTimestamp");
    String phase = pod.text("status", "phase");
    if (deletion.isEmpty()) {
      lines.add(0, "Status", phase);
    } else {
      lines.add(0, "Status", "Terminating (until " + deletion + " at the latest)");
      long grace = pod.number(0, "metadata", "deletionGracePeriodSeconds");
      lines.add(0, "Termination Grace Period", grace + "s");
    }
    String reason = pod.text("status", "reason");
    String message = pod.text("status", "message");
    if (!reason.isEmpty()) lines.add(0, "Reason", reason);
    if (!message.isEmpty()) lines.add(0, "Message", message);
  }

  /// In a line or a few: what keeps the pod from being ready; "" for one that is.
  static String why(Tree.Obj pod) {
    List<String> reasons = new ArrayList<>();
    for (Tree.Obj condition : TreeLists.objects(pod.list("status", "conditions"))) {
      boolean ready =
          condition.text("type").equals("Ready") && condition.text("status").equals("True");
      if (ready) return "";
      boolean scheduled = condition.text("type").equals("PodScheduled");
      if (scheduled && !condition.text("status").equals("True")) {
        reasons.add("not on a node: " + condition.text("message"));
      }
    }
    String phase = pod.text("status", "phase");
    if (phase.equals("Succeeded")) return "it has ended";
    for (String field : List.of("initContainerStatuses", "containerStatuses")) {
      for (Tree.Obj status : TreeLists.objects(pod.list("status", field))) {
        boolean init = field.startsWith("init");
        String why = why(status, init);
        if (!why.isEmpty()) reasons.add("container " + status.text("name") + " " + why);
      }
    }
    if (reasons.isEmpty()) reasons.add("no node has taken it up yet");
    return String.join("\n", reasons);
  }

  private static String why(Tree.Obj status, boolean init) {
    Tree.Obj waiting = status.obj("state", "waiting");
    Tree.Obj terminated = status.obj("state", "terminated");
    if (status.at("state", "waiting").isPresent()) {
      String message = waiting.text("message");
      String reason = waiting.text("reason");
      return "waits: " + reason + (message.isEmpty() ? "" : ": " + message) + lastEnd(status);
    }
    if (status.at("state", "terminated").isPresent()) {
      long code = terminated.number(0, "exitCode");
      if (init && code == 0) return "";
      return "ended: " + terminated.text("reason") + ", exit code " + code;
    }
    if (init) return "runs, and those behind it wait for its end";
    return status.flag("ready") ? "" : "runs, its readiness probe has not succeeded";
  }

  private static String lastEnd(Tree.Obj status) {
    if (status.at("lastState", "terminated").isEmpty()) return "";
    Tree.Obj last = status.obj("lastState", "terminated");
    return " (ended before with exit code " + last.number(0, "exitCode") + ")";
  }

  private static void containers(
      Lines lines, Tree.Obj pod, String heading, String field, String statuses) {
    List<Tree.Obj> containers = TreeLists.objects(pod.list("spec", field));
    if (containers.isEmpty()) return;
    lines.line(0, heading + ":");
    for (Tree.Obj container : containers) {
      Tree.Obj status = Tree.Obj.EMPTY;
      for (Tree.Obj each : TreeLists.objects(pod.list("status", statuses))) {
        if (each.text("name").equals(container.text("name"))) status = each;
      }
      DescribeContainer.add(lines, 2, container, status);
    }
  }

  private static void conditions(Lines lines, Tree.Obj pod) {
    List<Tree.Obj> conditions = TreeLists.objects(pod.list("status", "conditions"));
    if (conditions.isEmpty()) return;
    lines.line(0, "Conditions:");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Type", "Status"));
    for (Tree.Obj condition : conditions) {
      rows.add(List.of(condition.text("type"), condition.text("status")));
    }
    lines.table(1, rows);
  }
}
