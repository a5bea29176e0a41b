package dev.roster.core.reconcile;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What to do next for a StatefulSet, as Kubernetes' controller does it: pods in order, one at a
/// time, each ready before the next; or, with `Parallel`, without waiting. One plan is one round:
/// what it changes is seen by the next one.
public final class StatefulSetPlanner {
  /// Pods of one set; what is wanted beyond is not made.
  public static final int REPLICAS_MAX = 10_000;

  private final StatefulSetView set;
  private final SetIdentity identity;
  private final SetPods pods;
  private final SetClaims claims;
  private final SetRevisions revisions;
  private final List<StatefulSetPlan.Step> steps = new ArrayList<>();

  private StatefulSetPlanner(
      StatefulSetView set, SetPods pods, SetClaims claims, SetRevisions revisions) {
    this.set = set;
    this.identity = new SetIdentity(set);
    this.pods = pods;
    this.claims = claims;
    this.revisions = revisions;
  }

  /// The next round.
  ///
  /// @param pods at least all of its namespace that it owns or might adopt
  /// @param claims at least all of its namespace that its pods use
  /// @param revisions all ControllerRevisions of its namespace
  /// @param now for `minReadySeconds`
  /// @param rollingUpdates whether a changed template replaces pods by itself; else only a pod that
  ///   someone deletes takes it over, whatever `updateStrategy` says
  public static StatefulSetPlan plan(
      Tree.Obj set,
      List<Tree.Obj> pods,
      List<Tree.Obj> claims,
      List<Tree.Obj> revisions,
      Instant now,
      boolean rollingUpdates) {
    StatefulSetView view = new StatefulSetView(set);
    SetPods own = new SetPods(view, pods, now);
    SetRevisions known = SetRevisions.of(view, revisions);
    Tree.Obj status = SetStatus.of(view, own, known);
    // The garbage collector removes the pods of a set that is going; nothing is made any more.
    if (view.meta().terminating()) {
      return new StatefulSetPlan(
          List.of(), List.of(), false, status, List.of(), Optional.empty(), List.of());
    }
    List<Action> prepare = Stream.concat(own.claims().stream(), known.actions().stream()).toList();
    StatefulSetPlanner planner =
        new StatefulSetPlanner(view, own, new SetClaims(view, claims), known);
    // What was adopted or let go is seen by the next round.
    if (own.claims().isEmpty()) planner.walk(rollingUpdates);
    Optional<Duration> again =
        own.byOrdinal().values().stream()
            .flatMap(pod -> own.untilAvailable(pod).stream())
            .min(Duration::compareTo);
    return new StatefulSetPlan(
        prepare,
        planner.steps,
        view.isParallel(),
        status,
        known.tidy(view, own.trees()),
        again,
        problems(view));
  }

  private static List<String> problems(StatefulSetView set) {
    return set.replicas() <= REPLICAS_MAX
        ? List.of()
        : List.of("spec.replicas is " + set.replicas() + " (expected: 0.." + REPLICAS_MAX + ")");
  }

  private void walk(boolean rollingUpdates) {
    boolean ordered = !set.isParallel();
    int first = set.firstOrdinal();
    int end = end();
    for (int ordinal = first; ordinal < end; ordinal++) {
      if (replica(ordinal, ordered) && ordered) return;
    }
    List<Integer> condemned =
        pods.byOrdinal().descendingKeySet().stream().filter(o -> o < first || o >= end).toList();
    boolean blocked = false;
    for (int ordinal : condemned) {
      List<Action> actions = ownerRepairs(pod(ordinal), ordinal, true);
      if (!blocked && mayGo(ordinal, ordered)) actions.add(deletion(pod(ordinal)));
      step(ordinal, actions);
      blocked = ordered;
    }
    if (blocked) return;
    if (rollingUpdates && !set.isOnDelete()) update(first, end);
  }

  private int end() {
    return set.firstOrdinal() + Math.clamp(set.replicas(), 0, REPLICAS_MAX);
  }

  private PodView pod(int ordinal) {
    return pods.byOrdinal().getOrDefault(ordinal, new PodView(Tree.Obj.EMPTY));
  }

  /// Looks after the pod of an ordinal that should be; true: nothing behind it is looked at yet.
  private boolean replica(int ordinal, boolean ordered) {
    if (!pods.byOrdinal().containsKey(ordinal)) return make(ordinal);
    PodView pod = pod(ordinal);
    if (pod.isFinished()) {
      // It comes back when it is gone from the store.
      if (!pod.meta().terminating()) step(ordinal, List.of(deletion(pod)));
      return true;
    }
    List<Action> actions = new ArrayList<>();
    if (pod.phase().equals("Pending")) actions.addAll(missingClaims(ordinal));
    boolean wait = ordered && (pod.meta().terminating() || !pods.isAvailable(pod));
    if (!wait) {
      if (!identity.matches(pod.tree(), ordinal)) {
        Tree.Obj repaired = identity.repaired(pod.tree(), ordinal);
        actions.add(new Action.Update(repaired, report("Update", pod.meta().name())));
      }
      actions.addAll(ownerRepairs(pod, ordinal, false));
    }
    step(ordinal, actions);
    return wait;
  }

  private boolean make(int ordinal) {
    if (claims.isStale(ordinal)) return true;
    boolean current =
        !set.isOnDelete() && ordinal < set.firstOrdinal() + Math.max(0, set.partition());
    Tree.Obj revision = current ? revisions.current() : revisions.update();
    Tree.Obj template = SetRevisions.template(revision);
    Tree.Obj pod = identity.pod(ordinal, template, ObjectMeta.of(revision).name());
    List<Action> actions = missingClaims(ordinal);
    actions.add(new Action.Create(pod, report("Create", identity.podName(ordinal))));
    actions.addAll(ownerRepairs(new PodView(pod), ordinal, false));
    step(ordinal, actions);
    return true;
  }

  /// Whether a pod that should not be may be deleted now. In order, one that is not available
  /// waits, unless it is the first such pod of all.
  private boolean mayGo(int ordinal, boolean ordered) {
    PodView pod = pod(ordinal);
    if (pod.meta().terminating()) return false;
    return !ordered || pods.isAvailable(pod) || ordinal == firstUnavailable();
  }

  /// The first pod that isn't available: among those that stay from the lowest ordinal up, then
  /// among those to go.
  private int firstUnavailable() {
    for (int ordinal = set.firstOrdinal(); ordinal < end(); ordinal++) {
      if (!pods.isAvailable(pod(ordinal))) return ordinal;
    }
    for (var each : pods.byOrdinal().entrySet()) {
      boolean stays = each.getKey() >= set.firstOrdinal() && each.getKey() < end();
      if (!stays && !pods.isAvailable(each.getValue())) return each.getKey();
    }
    return -1;
  }

  /// Replaces pods of older revisions from the highest ordinal down to the partition.
  private void update(int first, int end) {
    int lowest = first + Math.max(0, set.partition());
    int budget = end - first;
    boolean budgeted =
        set.tree().at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable").isPresent();
    if (budgeted) {
      int unavailable = 0;
      for (int o = first; o < end; o++) if (!pods.isAvailable(pod(o))) unavailable++;
      budget = maxUnavailable(end - first) - unavailable;
    }
    for (int ordinal = end - 1; ordinal >= lowest && budget > 0; ordinal--) {
      if (!pods.byOrdinal().containsKey(ordinal)) {
        if (budgeted) continue;
        return;
      }
      PodView pod = pod(ordinal);
      boolean old = !SetPods.revision(pod).equals(revisions.updateName());
      if (old && !pod.meta().terminating()) {
        step(ordinal, List.of(deletion(pod)));
        if (!budgeted) return;
        budget--;
      } else if (!budgeted && !pods.isAvailable(pod)) {
        return;
      }
    }
  }

  /// A number, or a part of the replicas rounded down; at least 1.
  private int maxUnavailable(int replicas) {
    Tree value =
        set.tree()
            .at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
            .orElse(Tree.Null.NONE);
    int number =
        switch (value) {
          case Tree.Num num -> num.value().intValue();
          case Tree.Text text when text.value().matches("[0-9]{1,3}%") ->
              new BigDecimal(text.value().substring(0, text.value().length() - 1)).intValue()
                  * replicas
                  / 100;
          case Tree.Text _, Tree.Obj _, Tree.Arr _, Tree.Bool _, Tree.Null _ -> 1;
        };
    return Math.max(1, number);
  }

  private List<Action> missingClaims(int ordinal) {
    List<Action> actions = new ArrayList<>();
    for (Tree.Obj claim : claims.missing(ordinal)) {
      String subject =
          "Claim %s Pod %s in StatefulSet %s"
              .formatted(ObjectMeta.of(claim).name(), identity.podName(ordinal), set.meta().name());
      actions.add(new Action.Create(claim, new Action.Report("Create", subject, "success")));
    }
    return actions;
  }

  private List<Action> ownerRepairs(PodView pod, int ordinal, boolean condemned) {
    List<Action> actions = new ArrayList<>();
    for (Tree.Obj claim : claims.misowned(pod.tree(), ordinal, condemned)) {
      actions.add(new Action.Update(claim, Action.Report.NONE));
    }
    return actions;
  }

  private Action deletion(PodView pod) {
    ObjectMeta meta = pod.meta();
    ObjectKey key = ObjectKey.local(Kind.POD, meta.namespace(), meta.name());
    return new Action.Delete(key, meta.uid(), report("Delete", meta.name()));
  }

  private Action.Report report(String verb, String podName) {
    String subject = "Pod " + podName + " in StatefulSet " + set.meta().name();
    return new Action.Report(verb, subject, "successful");
  }

  private void step(int ordinal, List<Action> actions) {
    if (!actions.isEmpty()) steps.add(new StatefulSetPlan.Step(ordinal, actions));
  }
}
