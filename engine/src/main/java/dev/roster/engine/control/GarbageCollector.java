package dev.roster.engine.control;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.Action;
import dev.roster.core.reconcile.GarbagePlanner;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Deletes what belongs to nothing any more; a key is that of any object that has owners, or that
/// is being deleted in an order.
final class GarbageCollector implements Reconciler {
  private final ObjectStore store;
  private final Actor actor;
  // Owner's uid to dependents; written by the thread that tells of changes, read by the workers.
  private final Map<String, Set<ObjectKey>> dependents = new ConcurrentHashMap<>();

  GarbageCollector(Verbs verbs) {
    this.store = verbs.store();
    this.actor = new Actor(verbs, EventRecorder.DISCARD, name());
  }

  @Override
  public String name() {
    return "garbage-collector";
  }

  @Override
  public void changed(ObjectChange change, Consumer<ObjectKey> keys) {
    List<OwnerReference> had = ObjectMeta.of(change.old()).ownerReferences();
    List<OwnerReference> has = ObjectMeta.of(change.now()).ownerReferences();
    if (!had.equals(has)) {
      for (OwnerReference owner : had) unlink(owner.uid(), change.key());
      for (OwnerReference owner : has) link(owner.uid(), change.key());
      if (!has.isEmpty()) keys.accept(change.key());
      // An owner that waits for its dependents may go now.
      for (OwnerReference owner : had) {
        GarbagePlanner.ownerKeys(change.old(), owner).forEach(keys);
      }
    }
    ObjectMeta latest = ObjectMeta.of(change.latest());
    if (change.isDeletion()) {
      of(latest.uid()).forEach(keys);
    } else if (latest.terminating() && !latest.finalizers().isEmpty()) {
      keys.accept(change.key());
      of(latest.uid()).forEach(keys);
    }
  }

  @Override
  public void all(Consumer<ObjectKey> keys) {
    dependents.values().forEach(each -> each.forEach(keys));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<StoredObject> found = store.get(key);
    if (found.isEmpty()) return Result.DONE;
    Tree.Obj object = found.get().tree();
    List<Action> actions = new ArrayList<>();
    GarbagePlanner.dependent(object, owners(object)).ifPresent(actions::add);
    if (actions.isEmpty()) {
      List<Tree.Obj> belonging =
          of(ObjectMeta.of(object).uid()).stream()
              .map(store::get)
              .flatMap(Optional::stream)
              .map(StoredObject::tree)
              .toList();
      actions.addAll(GarbagePlanner.owner(object, belonging));
    }
    Optional<String> failure = actor.all(actions, object);
    return failure.isPresent() ? new Result.Retry(failure.get()) : Result.DONE;
  }

  private List<Tree.Obj> owners(Tree.Obj object) {
    List<Tree.Obj> owners = new ArrayList<>();
    for (OwnerReference reference : ObjectMeta.of(object).ownerReferences()) {
      if (Kinds.find(reference.apiVersion(), reference.kind()).isEmpty()) {
        // Nobody here can say that it is gone.
        Tree.Obj meta = Tree.Obj.of(Map.of("uid", Tree.Text.of(reference.uid())));
        owners.add(Tree.Obj.of(Map.of("metadata", meta)));
      }
      for (ObjectKey key : GarbagePlanner.ownerKeys(object, reference)) {
        store.get(key).map(StoredObject::tree).ifPresent(owners::add);
      }
    }
    return owners;
  }

  private Set<ObjectKey> of(String uid) {
    return dependents.getOrDefault(uid, Set.of());
  }

  private void link(String uid, ObjectKey key) {
    dependents.computeIfAbsent(uid, _ -> ConcurrentHashMap.newKeySet()).add(key);
  }

  private void unlink(String uid, ObjectKey key) {
    dependents.computeIfPresent(
        uid,
        (_, keys) -> {
          keys.remove(key);
          return keys.isEmpty() ? null : keys;
        });
  }
}
