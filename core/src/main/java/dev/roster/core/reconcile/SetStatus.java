package dev.roster.core.reconcile;

import dev.roster.core.objects.PodView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;

/// A StatefulSet's status from what is observed.
final class SetStatus {
  private SetStatus() {}

  /// The whole status. Counts that Kubernetes leaves out when they are 0 are left out. When all
  /// pods are updated and ready, the update revision becomes the current one.
  static Tree.Obj of(StatefulSetView set, SetPods pods, SetRevisions revisions) {
    int replicas = 0;
    int ready = 0;
    int available = 0;
    int current = 0;
    int updated = 0;
    for (PodView pod : pods.byOrdinal().values()) {
      replicas++;
      if (SetPods.isReady(pod)) ready++;
      if (pods.isAvailable(pod)) available++;
      if (pod.meta().terminating()) continue;
      String revision = SetPods.revision(pod);
      if (revision.equals(revisions.currentName())) current++;
      if (revision.equals(revisions.updateName())) updated++;
    }
    String currentName = revisions.currentName();
    boolean complete =
        !set.isOnDelete() && updated == replicas && ready == replicas && replicas == set.replicas();
    if (complete) {
      current = updated;
      currentName = revisions.updateName();
    }
    return new Fields()
        .number("observedGeneration", set.meta().generation())
        .number("replicas", replicas)
        .count("readyReplicas", ready)
        .count("currentReplicas", current)
        .count("updatedReplicas", updated)
        .text("currentRevision", currentName)
        .text("updateRevision", revisions.updateName())
        .number("collisionCount", revisions.collisions())
        .number("availableReplicas", available)
        .build();
  }
}
