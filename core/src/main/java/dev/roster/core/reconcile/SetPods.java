package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A StatefulSet's pods by ordinal: which are its own, which are to be adopted or let go, and the
/// state of each.
final class SetPods {
  private final StatefulSetView set;
  private final Instant now;
  private final TreeMap<Integer, PodView> byOrdinal = new TreeMap<>();
  private final List<Action> claims = new ArrayList<>();

  /// Sorts out the pods of the set's namespace.
  SetPods(StatefulSetView set, List<Tree.Obj> pods, Instant now) {
    this.set = set;
    this.now = now;
    for (Tree.Obj pod : pods) add(pod);
  }

  private void add(Tree.Obj pod) {
    ObjectMeta meta = ObjectMeta.of(pod);
    var ordinal = new SetIdentity(set).ordinal(pod);
    boolean near = meta.namespace().equals(set.meta().namespace());
    boolean matches = ordinal.isPresent() && set.selector().matches(meta.labels());
    boolean leaving = set.meta().terminating();
    Optional<OwnerReference> owner = meta.controller();
    if (!near) return;
    if (owner.isPresent()) {
      if (!owner.get().uid().equals(set.meta().uid())) return;
      if (matches) {
        byOrdinal.put(ordinal.getAsInt(), new PodView(pod));
      } else if (!leaving) {
        claims.add(new Action.Update(released(pod), Action.Report.NONE));
      }
    } else if (matches && !leaving && !meta.terminating()) {
      claims.add(new Action.Update(adopted(pod), Action.Report.NONE));
    }
  }

  /// Adoptions and releases that come before everything else.
  List<Action> claims() {
    return claims;
  }

  /// The set's pods, lowest ordinal first.
  NavigableMap<Integer, PodView> byOrdinal() {
    return byOrdinal;
  }

  /// The pods' trees.
  List<Tree.Obj> trees() {
    return byOrdinal.values().stream().map(PodView::tree).toList();
  }

  /// Whether it runs and is ready.
  static boolean isReady(PodView pod) {
    return pod.phase().equals("Running") && pod.isReady();
  }

  /// Whether it has been ready for as long as the set asks.
  boolean isAvailable(PodView pod) {
    return isReady(pod) && untilAvailable(pod).isEmpty();
  }

  /// How much longer a ready pod must stay ready to be available; empty if it is already, or if it
  /// isn't ready at all.
  Optional<Duration> untilAvailable(PodView pod) {
    if (!isReady(pod) || set.minReadySeconds() <= 0) return Optional.empty();
    Duration wanted = Duration.ofSeconds(set.minReadySeconds());
    Instant since =
        pod.condition(PodView.READY)
            .flatMap(c -> Slices.instant(c.text("lastTransitionTime")))
            .orElse(now);
    Duration left = Duration.between(now, since.plus(wanted));
    return left.isPositive() ? Optional.of(left) : Optional.empty();
  }

  /// The revision that a pod was made from.
  static String revision(PodView pod) {
    return pod.meta().labels().getOrDefault(SetIdentity.REVISION, "");
  }

  private Tree.Obj adopted(Tree.Obj pod) {
    List<Tree> owners = new ArrayList<>(pod.list("metadata", "ownerReferences"));
    owners.add(new SetIdentity(set).owner().toTree());
    return pod.with(List.of("metadata", "ownerReferences"), Tree.Arr.of(owners));
  }

  private Tree.Obj released(Tree.Obj pod) {
    List<Tree> owners = new ArrayList<>(pod.list("metadata", "ownerReferences"));
    owners.removeIf(o -> o instanceof Tree.Obj ref && ref.text("uid").equals(set.meta().uid()));
    Tree.Obj meta = pod.obj("metadata").without("ownerReferences");
    if (!owners.isEmpty()) meta = meta.with("ownerReferences", Tree.Arr.of(owners));
    return pod.with("metadata", meta);
  }
}
