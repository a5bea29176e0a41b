package dev.roster.core.reconcile;

import dev.roster.core.objects.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One round of work for a StatefulSet: `prepare` in full, else stop; then the steps; then the
/// status, also after a failure; then `tidy`.
///
/// @param prepare adoption and revisions
/// @param steps one for each pod that is to be touched
/// @param parallel whether a failed step doesn't stop the others
/// @param status the whole status as observed; what the steps change is in the next round's
/// @param tidy old revisions to delete
/// @param again when to plan again though nothing changes: a pod will have been ready long enough
/// @param problems what can't be planned, for the set's events
public record StatefulSetPlan(
    List<Action> prepare,
    List<Step> steps,
    boolean parallel,
    Tree.Obj status,
    List<Action> tidy,
    Optional<Duration> again,
    List<String> problems) {
  public StatefulSetPlan {
    prepare = List.copyOf(prepare);
    steps = List.copyOf(steps);
    tidy = List.copyOf(tidy);
    problems = List.copyOf(problems);
  }

  /// The writes for one pod, in order; the first that fails ends the step.
  public record Step(int ordinal, List<Action> actions) {
    public Step {
      actions = List.copyOf(actions);
    }
  }
}
