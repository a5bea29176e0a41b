package dev.roster.core.reconcile;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import java.util.List;

/// `status.qosClass`: what a pod's requests and limits make of it.
final class QosClass {
  private QosClass() {}

  static String of(PodView pod) {
    boolean any = false;
    boolean guaranteed = true;
    for (ContainerView each : pod.containers()) {
      Tree.Obj requests = each.tree().obj("resources", "requests");
      Tree.Obj limits = each.tree().obj("resources", "limits");
      for (String resource : List.of("cpu", "memory")) {
        Tree limit = limits.get(resource).orElse(Tree.Null.NONE);
        Tree request = requests.get(resource).orElse(limit);
        any |= !request.equals(Tree.Null.NONE);
        guaranteed &= !limit.equals(Tree.Null.NONE) && request.equals(limit);
      }
    }
    if (!any) return "BestEffort";
    return guaranteed ? "Guaranteed" : "Burstable";
  }
}
