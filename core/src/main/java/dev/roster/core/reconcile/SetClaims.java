package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The claims of a StatefulSet's pods, and who owns them: by the retention policy the set, a pod
/// that is scaled away, or nobody. Whoever owns a claim takes it along when it goes.
final class SetClaims {
  private final StatefulSetView set;
  private final SetIdentity identity;
  private final Map<String, Tree.Obj> byName = new HashMap<>();

  SetClaims(StatefulSetView set, List<Tree.Obj> claims) {
    this.set = set;
    this.identity = new SetIdentity(set);
    for (Tree.Obj claim : claims) {
      ObjectMeta meta = ObjectMeta.of(claim);
      if (meta.namespace().equals(set.meta().namespace())) byName.put(meta.name(), claim);
    }
  }

  /// The claims of an ordinal that there are.
  List<Tree.Obj> existing(int ordinal) {
    return identity.claims(ordinal).stream()
        .map(claim -> Optional.ofNullable(byName.get(ObjectMeta.of(claim).name())))
        .flatMap(Optional::stream)
        .toList();
  }

  /// The claims of an ordinal that are still to be made, with their owner.
  List<Tree.Obj> missing(int ordinal) {
    List<Tree.Obj> missing = new ArrayList<>();
    for (Tree.Obj claim : identity.claims(ordinal)) {
      if (byName.containsKey(ObjectMeta.of(claim).name())) continue;
      missing.add(owned(claim, ownersOf(claim, identity.podName(ordinal), Optional.empty())));
    }
    return missing;
  }

  /// Whether a new pod of an ordinal has to wait: one of its claims is going, or belongs to an
  /// earlier pod of the name and will go with it.
  boolean isStale(int ordinal) {
    for (Tree.Obj claim : existing(ordinal)) {
      ObjectMeta meta = ObjectMeta.of(claim);
      if (meta.terminating()) return true;
      if (!set.deletesClaimsWhenScaled()) continue;
      for (OwnerReference owner : meta.ownerReferences()) {
        if (isPod(owner, identity.podName(ordinal))) return true;
      }
    }
    return false;
  }

  /// The claims of a pod with the owners that they lack, or without those that they have too many.
  ///
  /// @param condemned whether the pod is to be scaled away
  List<Tree.Obj> misowned(Tree.Obj pod, int ordinal, boolean condemned) {
    List<Tree.Obj> misowned = new ArrayList<>();
    Optional<Tree.Obj> lastOwner = condemned ? Optional.of(pod) : Optional.empty();
    for (Tree.Obj claim : existing(ordinal)) {
      List<OwnerReference> owners = ownersOf(claim, identity.podName(ordinal), lastOwner);
      if (!owners.equals(ObjectMeta.of(claim).ownerReferences())) {
        misowned.add(owned(claim, owners));
      }
    }
    return misowned;
  }

  /// The owners that a claim should have; someone else's claim keeps its own.
  ///
  /// @param condemned the pod, if it is to be scaled away
  List<OwnerReference> ownersOf(Tree.Obj claim, String podName, Optional<Tree.Obj> condemned) {
    List<OwnerReference> had = ObjectMeta.of(claim).ownerReferences();
    List<OwnerReference> owners = new ArrayList<>();
    for (OwnerReference owner : had) {
      if (isSet(owner) || isPod(owner, podName)) continue;
      if (owner.controller()) return had;
      owners.add(owner);
    }
    if (set.deletesClaimsWhenScaled() && condemned.isPresent()) {
      ObjectMeta pod = ObjectMeta.of(condemned.get());
      owners.add(new OwnerReference("v1", "Pod", pod.name(), pod.uid(), true, true));
    } else if (set.deletesClaimsWhenDeleted()) {
      owners.add(identity.owner());
    }
    return owners;
  }

  private boolean isSet(OwnerReference owner) {
    return owner.kind().equals("StatefulSet") && owner.name().equals(set.meta().name());
  }

  private static boolean isPod(OwnerReference owner, String podName) {
    return owner.kind().equals("Pod") && owner.name().equals(podName);
  }

  private static Tree.Obj owned(Tree.Obj claim, List<OwnerReference> owners) {
    Tree.Obj meta = claim.obj("metadata").without("ownerReferences");
    if (!owners.isEmpty()) {
      meta =
          meta.with(
              "ownerReferences", Tree.Arr.of(owners.stream().map(OwnerReference::toTree).toList()));
    }
    return claim.with("metadata", meta);
  }
}
