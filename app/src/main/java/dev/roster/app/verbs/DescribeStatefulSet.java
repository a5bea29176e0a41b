package dev.roster.app.verbs;

import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.List;

/// What `describe` tells of a StatefulSet.
final class DescribeStatefulSet {
  private DescribeStatefulSet() {}

  /// @param pods all of the namespace
  static void add(Lines lines, Tree.Obj set, List<Tree.Obj> pods) {
    Tree.Obj spec = set.obj("spec");
    lines.add(0, "Name", set.text("metadata", "name"));
    lines.add(0, "Namespace", set.text("metadata", "namespace"));
    lines.add(0, "CreationTimestamp", set.text("metadata", "creationTimestamp"));
    String selector = Lines.pairs(spec.texts("selector", "matchLabels"), "=");
    lines.add(0, "Selector", selector.replace("\n", ","));
    lines.add(0, "Labels", Lines.pairs(set.texts("metadata", "labels"), "="));
    lines.add(0, "Annotations", Lines.annotations(set));
    lines.add(
        0,
        "Replicas",
        spec.number(1, "replicas")
            + " desired | "
            + set.number(0, "status", "replicas")
            + " total");
    lines.add(0, "Update Strategy", spec.text("updateStrategy", "type"));
    if (spec.at("updateStrategy", "rollingUpdate", "partition").isPresent()) {
      long partition = spec.number(0, "updateStrategy", "rollingUpdate", "partition");
      lines.add(1, "Partition", Long.toString(partition));
    }
    lines.add(0, "Pods Status", phases(spec, pods));
    lines.line(0, "Pod Template:");
    lines.add(1, "Labels", Lines.pairs(spec.texts("template", "metadata", "labels"), "="));
    lines.line(1, "Containers:");
    for (Tree.Obj container : TreeLists.objects(spec.list("template", "spec", "containers"))) {
      DescribeContainer.add(lines, 3, container, Tree.Obj.EMPTY);
    }
    DescribeContainer.volumes(lines, 1, spec.obj("template", "spec"));
    DescribeContainer.placement(lines, 1, spec.obj("template", "spec"));
    List<Tree.Obj> claims = TreeLists.objects(spec.list("volumeClaimTemplates"));
    lines.heading(0, "Volume Claims", claims.isEmpty());
    for (Tree.Obj claim : claims) {
      lines.add(1, "Name", claim.text("metadata", "name"));
      lines.add(1, "Capacity", claim.text("spec", "resources", "requests", "storage"));
      String modes = String.join(",", TreeLists.texts(claim.list("spec", "accessModes")));
      lines.add(1, "Access Modes", "[" + modes + "]");
    }
  }

  /// `3 Running / 0 Waiting / 0 Succeeded / 0 Failed`.
  private static String phases(Tree.Obj spec, List<Tree.Obj> pods) {
    LabelSelector selector = LabelSelector.of(spec.obj("selector"));
    int[] counts = new int[4];
    for (Tree.Obj pod : pods) {
      if (!selector.matches(pod.texts("metadata", "labels"))) continue;
      switch (pod.text("status", "phase")) {
        case "Running" -> counts[0]++;
        case "Succeeded" -> counts[2]++;
        case "Failed" -> counts[3]++;
        default -> counts[1]++;
      }
    }
    return counts[0]
        + " Running / "
        + counts[1]
        + " Waiting / "
        + counts[2]
        + " Succeeded / "
        + counts[3]
        + " Failed";
  }
}
