package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.StatefulSetPlan;
import dev.roster.core.reconcile.StatefulSetPlanner;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks after StatefulSets; a key is a set's.
final class StatefulSetController implements Reconciler {
  /// Pods that are made without looking how the others fared.
  private static final int BATCH_MAX = 500;

  private final Verbs verbs;
  private final ObjectStore store;
  private final Actor actor;
  private final InstantSource clock;
  private final boolean rollingUpdates;

  StatefulSetController(
      Verbs verbs, EventRecorder events, InstantSource clock, boolean rollingUpdates) {
    this.verbs = verbs;
    this.store = verbs.store();
    this.actor = new Actor(verbs, events, name());
    this.clock = clock;
    this.rollingUpdates = rollingUpdates;
  }

  @Override
  public String name() {
    return "statefulset-controller";
  }

  @Override
  public void changed(ObjectChange change, Consumer<ObjectKey> keys) {
    ObjectKey key = change.key();
    if (key.kind().equals(Kind.STATEFUL_SET)) {
      keys.accept(key);
    } else if (key.kind().equals(Kind.POD)) {
      // Whoever owns it: it has, or takes, the name of a pod of the set that it is named after.
      int dash = key.name().lastIndexOf('-');
      if (dash > 0) keys.accept(set(key.namespace(), key.name().substring(0, dash)));
    } else if (key.kind().equals(Kind.PERSISTENT_VOLUME_CLAIM)) {
      claimChanged(key, keys);
    } else if (key.kind().equals(Kind.CONTROLLER_REVISION)) {
      for (OwnerReference owner : ObjectMeta.of(change.latest()).ownerReferences()) {
        if (owner.kind().equals("StatefulSet")) keys.accept(set(key.namespace(), owner.name()));
      }
    }
  }

  @Override
  public void all(Consumer<ObjectKey> keys) {
    for (StoredObject set : store.list(Kind.STATEFUL_SET, "").objects()) keys.accept(set.key());
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<StoredObject> found = store.get(key);
    if (found.isEmpty()) return Result.DONE;
    Tree.Obj set = found.get().tree();
    String namespace = key.namespace();
    StatefulSetPlan plan =
        StatefulSetPlanner.plan(
            set,
            trees(Kind.POD, namespace),
            trees(Kind.PERSISTENT_VOLUME_CLAIM, namespace),
            trees(Kind.CONTROLLER_REVISION, namespace),
            clock.instant(),
            rollingUpdates);
    tell(set, plan);
    Optional<String> failure = actor.all(plan.prepare(), set);
    if (failure.isEmpty()) failure = steps(plan, set);
    // The status is written after a failure too; of two failures the first one counts.
    String uid = ObjectMeta.of(set).uid();
    Optional<String> unwritten = failure(verbs.editStatus(key, uid, _ -> plan.status()));
    if (failure.isEmpty()) failure = unwritten;
    if (failure.isEmpty()) failure = actor.all(plan.tidy(), set);
    if (failure.isPresent()) return new Result.Retry(failure.get());
    return plan.again().isPresent() ? new Result.Again(plan.again().get()) : Result.DONE;
  }

  /// In order: up to the first failure. In parallel: in batches of 1, 2, 4, ..., so that what can't
  /// succeed fails a few times and not a thousand.
  private Optional<String> steps(StatefulSetPlan plan, Tree.Obj set) {
    Optional<String> failure = Optional.empty();
    int batchEnd = 1;
    int batch = 1;
    for (int i = 0; i < plan.steps().size(); i++) {
      if (i == batchEnd) {
        if (failure.isPresent()) return failure;
        batch = Math.min(batch * 2, BATCH_MAX);
        batchEnd += batch;
      }
      Optional<String> failed = actor.all(plan.steps().get(i).actions(), set);
      if (failed.isPresent() && !plan.parallel()) return failed;
      if (failure.isEmpty()) failure = failed;
    }
    return failure;
  }

  private void tell(Tree.Obj set, StatefulSetPlan plan) {
    for (String problem : plan.problems()) actor.warn(set, "FailedCreate", problem);
    StatefulSetView view = new StatefulSetView(set);
    String known = set.text("status", "updateRevision");
    boolean changed = !known.isEmpty() && !known.equals(plan.status().text("updateRevision"));
    if (changed
        && !rollingUpdates
        && !view.isOnDelete()
        && set.number(0, "status", "replicas") > 0) {
      actor.inform(
          set, "TemplateChanged", "The template has changed: delete a pod to have it take it over");
    }
  }

  private static Optional<String> failure(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused(var message) -> Optional.of(message);
      case Outcome.Forbidden(var message) -> Optional.of(message);
      // Written, or the set is gone or another one: its own key comes.
      case Outcome.Created _, Outcome.Updated _, Outcome.Unchanged _ -> Optional.empty();
      case Outcome.Deleting _, Outcome.Deleted _ -> Optional.empty();
      case Outcome.NotFound _, Outcome.AlreadyExists _, Outcome.Conflict _ -> Optional.empty();
    };
  }

  private void claimChanged(ObjectKey claim, Consumer<ObjectKey> keys) {
    for (StoredObject set : store.list(Kind.STATEFUL_SET, claim.namespace()).objects()) {
      for (Tree.Obj template : new StatefulSetView(set.tree()).volumeClaimTemplates()) {
        String prefix = ObjectMeta.of(template).name() + "-" + set.key().name() + "-";
        if (claim.name().startsWith(prefix)) keys.accept(set.key());
      }
    }
  }

  private static ObjectKey set(String namespace, String name) {
    return ObjectKey.local(Kind.STATEFUL_SET, namespace, name);
  }

  private List<Tree.Obj> trees(Kind kind, String namespace) {
    return store.list(kind, namespace).objects().stream().map(StoredObject::tree).toList();
  }
}
