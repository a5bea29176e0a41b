package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.MirrorPlanner;
import dev.roster.core.reconcile.SlicePlan;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Mirrors hand-made Endpoints into EndpointSlices, and deletes Endpoints whose Service was
/// deleted. A key is that of Endpoints, there or not; that of a Service only after its deletion.
final class MirrorController implements Reconciler {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  private final Verbs verbs;
  private final ObjectStore store;
  private final Actor actor;
  private final boolean loopbackAllowed;

  MirrorController(Verbs verbs, EventRecorder events, boolean loopbackAllowed) {
    this.verbs = verbs;
    this.store = verbs.store();
    this.actor = new Actor(verbs, events, name());
    this.loopbackAllowed = loopbackAllowed;
  }

  @Override
  public String name() {
    return "endpoint-slice-mirroring-controller";
  }

  @Override
  public void changed(ObjectChange change, Consumer<ObjectKey> keys) {
    ObjectKey key = change.key();
    if (key.kind().equals(Kind.ENDPOINTS)) {
      keys.accept(key);
    } else if (key.kind().equals(Kind.SERVICE)) {
      keys.accept(endpoints(key.namespace(), key.name()));
      if (change.isDeletion()) keys.accept(key);
    } else if (key.kind().equals(Kind.ENDPOINT_SLICE)) {
      managing(change.old()).ifPresent(keys);
      managing(change.now()).ifPresent(keys);
    }
  }

  @Override
  public void all(Consumer<ObjectKey> keys) {
    for (StoredObject each : store.list(Kind.ENDPOINTS, "").objects()) keys.accept(each.key());
    for (StoredObject each : store.list(Kind.ENDPOINT_SLICE, "").objects()) {
      managing(each.tree()).ifPresent(keys);
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (key.kind().equals(Kind.SERVICE)) return serviceGone(key);
    Optional<Tree.Obj> service =
        store
            .get(ObjectKey.local(Kind.SERVICE, key.namespace(), key.name()))
            .map(StoredObject::tree);
    Optional<Tree.Obj> endpoints = store.get(key).map(StoredObject::tree);
    List<Tree.Obj> slices =
        store.list(Kind.ENDPOINT_SLICE, key.namespace()).objects().stream()
            .map(StoredObject::tree)
            .toList();
    SlicePlan plan =
        MirrorPlanner.plan(
            key.namespace(), key.name(), service, endpoints, slices, loopbackAllowed);
    Optional<String> failure = actor.slices(plan, endpoints.orElse(Tree.Obj.EMPTY));
    if (failure.isPresent()) return new Result.Retry(failure.get());
    if (plan.problems().isEmpty()) return Result.DONE;
    String problems = String.join("; ", plan.problems());
    actor.warn(endpoints.orElse(Tree.Obj.EMPTY), "FailedToUpdateEndpointSlices", problems);
    return new Result.Stop(problems);
  }

  /// Kubernetes deletes the Endpoints of a deleted Service, whoever made them.
  private Result serviceGone(ObjectKey key) {
    if (store.get(key).isPresent()) return Result.DONE;
    Outcome outcome = verbs.delete(endpoints(key.namespace(), key.name()), DeleteOptions.DEFAULT);
    return outcome instanceof Outcome.Refused(var reason) ? new Result.Retry(reason) : Result.DONE;
  }

  private static Optional<ObjectKey> managing(Tree.Obj slice) {
    ObjectMeta meta = ObjectMeta.of(slice);
    String service = meta.labels().getOrDefault(SERVICE_NAME, "");
    boolean ours = MirrorPlanner.MANAGER.equals(meta.labels().get(MANAGED_BY));
    return ours && !service.isEmpty()
        ? Optional.of(endpoints(meta.namespace(), service))
        : Optional.empty();
  }

  private static ObjectKey endpoints(String namespace, String name) {
    return ObjectKey.local(Kind.ENDPOINTS, namespace, name);
  }
}
