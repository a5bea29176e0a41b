package dev.roster.core.objects;

import java.util.List;

/// A view of a StatefulSet, with the API server's defaults where it says nothing.
public record StatefulSetView(Tree.Obj tree) {
  /// Its metadata.
  public ObjectMeta meta() {
    return ObjectMeta.of(tree);
  }

  /// How many pods are wanted.
  public int replicas() {
    return (int) tree.number(1, "spec", "replicas");
  }

  /// The ordinal of its first pod.
  public int firstOrdinal() {
    return (int) tree.number(0, "spec", "ordinals", "start");
  }

  /// The governing Service; "" if none: its pods have no names of their own then.
  public String serviceName() {
    return tree.text("spec", "serviceName");
  }

  /// Which pods may be its.
  public LabelSelector selector() {
    return LabelSelector.of(tree.obj("spec", "selector"));
  }

  /// What its pods are made from.
  public PodView template() {
    return new PodView(tree.obj("spec", "template"));
  }

  /// The claims that each pod gets, in order.
  public List<Tree.Obj> volumeClaimTemplates() {
    return TreeLists.objects(tree.list("spec", "volumeClaimTemplates"));
  }

  /// Whether pods start and stop without waiting for each other (`Parallel`).
  public boolean isParallel() {
    return tree.text("spec", "podManagementPolicy").equals("Parallel");
  }

  /// Whether only a deleted pod takes over a changed template.
  public boolean isOnDelete() {
    return tree.text("spec", "updateStrategy", "type").equals("OnDelete");
  }

  /// Pods with an ordinal (minus the first one) below it are not updated.
  public int partition() {
    return (int) tree.number(0, "spec", "updateStrategy", "rollingUpdate", "partition");
  }

  /// Seconds that a pod must have been ready to count as available.
  public int minReadySeconds() {
    return (int) tree.number(0, "spec", "minReadySeconds");
  }

  /// How many old revisions are kept.
  public int revisionHistoryLimit() {
    return (int) tree.number(10, "spec", "revisionHistoryLimit");
  }

  /// Whether claims go with a pod that is scaled away.
  public boolean deletesClaimsWhenScaled() {
    return retention("whenScaled");
  }

  /// Whether claims go with the set.
  public boolean deletesClaimsWhenDeleted() {
    return retention("whenDeleted");
  }

  private boolean retention(String when) {
    return tree.text("spec", "persistentVolumeClaimRetentionPolicy", when).equals("Delete");
  }
}
