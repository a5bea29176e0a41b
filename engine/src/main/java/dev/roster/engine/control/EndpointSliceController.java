package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.EndpointSlicePlanner;
import dev.roster.core.reconcile.PodChanges;
import dev.roster.core.reconcile.SlicePlan;
import dev.roster.core.reconcile.TriggerTimes;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Keeps the EndpointSlices of Services with a selector; a key is a Service's.
final class EndpointSliceController implements Reconciler {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String ZONE = "topology.kubernetes.io/zone";

  private final ObjectStore store;
  private final Actor actor;
  private final EndpointSlicePlanner.Options options;
  // One entry a Service; written by whoever works on the key.
  private final Map<ObjectKey, TriggerTimes> times = new ConcurrentHashMap<>();

  EndpointSliceController(Verbs verbs, EventRecorder events, EndpointSlicePlanner.Options options) {
    this.store = verbs.store();
    this.actor = new Actor(verbs, events, name());
    this.options = options;
  }

  @Override
  public String name() {
    return "endpoint-slice-controller";
  }

  @Override
  public void changed(ObjectChange change, Consumer<ObjectKey> keys) {
    Kind kind = change.key().kind();
    if (kind.equals(Kind.SERVICE)) {
      keys.accept(change.key());
    } else if (kind.equals(Kind.POD)) {
      podChanged(change, keys);
    } else if (kind.equals(Kind.ENDPOINT_SLICE)) {
      managing(change.old()).ifPresent(keys);
      managing(change.now()).ifPresent(keys);
    } else if (kind.equals(Kind.NODE)) {
      boolean same = change.before().isPresent() && change.after().isPresent();
      if (!same || !zone(change.old()).equals(zone(change.now()))) all(keys);
    }
  }

  @Override
  public void all(Consumer<ObjectKey> keys) {
    for (StoredObject service : store.list(Kind.SERVICE, "").objects()) keys.accept(service.key());
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<StoredObject> found = store.get(key);
    if (found.isEmpty() || !EndpointSlicePlanner.applies(found.get().tree())) {
      times.remove(key);
      return Result.DONE;
    }
    Tree.Obj service = found.get().tree();
    LabelSelector selector = LabelSelector.ofLabels(new ServiceView(service).selector());
    List<Tree.Obj> pods =
        trees(Kind.POD, key.namespace()).stream()
            .filter(pod -> selector.matches(ObjectMeta.of(pod).labels()))
            .toList();
    TriggerTimes.Next next = times.getOrDefault(key, TriggerTimes.UNKNOWN).next(service, pods);
    List<Tree.Obj> slices = trees(Kind.ENDPOINT_SLICE, key.namespace());
    List<Tree.Obj> nodes = trees(Kind.NODE, "");
    SlicePlan plan =
        EndpointSlicePlanner.plan(service, pods, nodes, slices, options, next.changed());
    Optional<String> failure = actor.slices(plan, service);
    // A write that came between is no trouble: the next try reads it.
    if (failure.isPresent()) return new Result.Retry(failure.get());
    times.put(key, next.times());
    if (plan.problems().isEmpty()) return Result.DONE;
    String message =
        "Error updating Endpoint Slices for Service %s/%s: %s"
            .formatted(key.namespace(), key.name(), String.join("; ", plan.problems()));
    actor.warn(service, "FailedToUpdateEndpointSlices", message);
    return new Result.Retry(message);
  }

  private void podChanged(ObjectChange change, Consumer<ObjectKey> keys) {
    String namespace = change.key().namespace();
    boolean endpoint =
        change.before().isEmpty()
            || change.after().isEmpty()
            || PodChanges.endpointChanged(change.old(), change.now());
    if (!endpoint && !PodChanges.labelsChanged(change.old(), change.now())) return;
    List<Tree.Obj> services = trees(Kind.SERVICE, namespace);
    Set<String> before =
        change.before().isEmpty() ? Set.of() : PodChanges.services(change.old(), services);
    Set<String> after =
        change.after().isEmpty() ? Set.of() : PodChanges.services(change.now(), services);
    for (String name : PodChanges.toSync(endpoint, before, after)) {
      keys.accept(ObjectKey.local(Kind.SERVICE, namespace, name));
    }
  }

  private static Optional<ObjectKey> managing(Tree.Obj slice) {
    ObjectMeta meta = ObjectMeta.of(slice);
    String service = meta.labels().getOrDefault(SERVICE_NAME, "");
    boolean ours = EndpointSlicePlanner.MANAGER.equals(meta.labels().get(MANAGED_BY));
    return ours && !service.isEmpty()
        ? Optional.of(ObjectKey.local(Kind.SERVICE, meta.namespace(), service))
        : Optional.empty();
  }

  private static String zone(Tree.Obj node) {
    return ObjectMeta.of(node).labels().getOrDefault(ZONE, "");
  }

  private List<Tree.Obj> trees(Kind kind, String namespace) {
    return store.list(kind, namespace).objects().stream().map(StoredObject::tree).toList();
  }
}
