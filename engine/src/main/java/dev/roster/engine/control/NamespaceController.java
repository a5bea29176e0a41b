package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Empties namespaces that were deleted: the pods first, and when the last one is gone everything
/// else. A key is a Namespace's.
final class NamespaceController implements Reconciler {
  private final Verbs verbs;
  private final ObjectStore store;

  NamespaceController(Verbs verbs) {
    this.verbs = verbs;
    this.store = verbs.store();
  }

  @Override
  public String name() {
    return "namespace-controller";
  }

  @Override
  public void changed(ObjectChange change, Consumer<ObjectKey> keys) {
    ObjectKey key = change.key();
    if (key.kind().equals(Kind.NAMESPACE)) {
      keys.accept(key);
    } else if (change.isDeletion() && key.kind().equals(Kind.POD) && isLeaving(key.namespace())) {
      keys.accept(namespace(key.namespace()));
    }
  }

  @Override
  public void all(Consumer<ObjectKey> keys) {
    for (StoredObject each : store.list(Kind.NAMESPACE, "").objects()) keys.accept(each.key());
    for (StoredObject each : store.list(Kind.POD, "").objects()) {
      if (isLeaving(each.key().namespace())) keys.accept(namespace(each.key().namespace()));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (!isLeaving(key.name())) return Result.DONE;
    Optional<String> failure = Optional.empty();
    for (StoredObject pod : store.list(Kind.POD, key.name()).objects()) {
      if (failure.isEmpty() && !ObjectMeta.of(pod.tree()).terminating())
        failure = delete(pod.key());
    }
    // The rest waits for the last pod, whose deletion brings this key again.
    if (failure.isEmpty() && store.list(Kind.POD, key.name()).objects().isEmpty()) {
      failure = emptied(key.name());
    }
    return failure.isPresent() ? new Result.Retry(failure.get()) : Result.DONE;
  }

  private Optional<String> emptied(String namespace) {
    for (Kinds.Entry entry : Kinds.all()) {
      if (!entry.namespaced()) continue;
      List<StoredObject> objects = store.list(entry.kind(), namespace).objects();
      for (StoredObject object : objects) {
        Optional<String> failure = delete(object.key());
        if (failure.isPresent()) return failure;
      }
    }
    return Optional.empty();
  }

  private Optional<String> delete(ObjectKey key) {
    return switch (verbs.delete(key, DeleteOptions.DEFAULT)) {
      case Outcome.Refused(var message) -> Optional.of(message);
      case Outcome.Forbidden(var message) -> Optional.of(message);
      case Outcome.Created _, Outcome.Updated _, Outcome.Unchanged _ -> Optional.empty();
      case Outcome.Deleting _, Outcome.Deleted _, Outcome.NotFound _ -> Optional.empty();
      case Outcome.AlreadyExists _, Outcome.Conflict _ -> Optional.empty();
    };
  }

  private boolean isLeaving(String namespace) {
    return store
        .get(namespace(namespace))
        .map(found -> ObjectMeta.of(found.tree()).terminating())
        .orElse(true);
  }

  private static ObjectKey namespace(String name) {
    return ObjectKey.local(Kind.NAMESPACE, "", name);
  }
}
