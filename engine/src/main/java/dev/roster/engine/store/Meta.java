package dev.roster.engine.store;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the server owns in `metadata` and `status`: pure functions from trees to trees.
final class Meta {
  /// Members of metadata in the order in which the API server writes them.
  private static final List<String> ORDER =
      List.of(
          "name",
          "generateName",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "labels",
          "annotations",
          "ownerReferences",
          "finalizers",
          "managedFields");

  /// What no client may set or change.
  private static final List<String> SERVER_OWNED =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink");

  /// Kinds that count changes of what is wanted (seen on a server: the others carry none).
  private static final Set<Kind> GENERATIONS =
      Set.of(
          Kind.POD,
          Kind.ENDPOINT_SLICE,
          Kind.STATEFUL_SET,
          new Kind("apps", "Deployment"),
          new Kind("apps", "ReplicaSet"),
          new Kind("apps", "DaemonSet"),
          new Kind("batch", "Job"),
          new Kind("batch", "CronJob"),
          new Kind("networking.k8s.io", "Ingress"),
          new Kind("networking.k8s.io", "NetworkPolicy"),
          new Kind("policy", "PodDisruptionBudget"));

  /// Kinds whose status is written apart from the rest.
  private static final Set<Kind> STATUSES =
      Set.of(
          Kind.NAMESPACE,
          Kind.NODE,
          Kind.POD,
          Kind.SERVICE,
          Kind.STATEFUL_SET,
          Kind.PERSISTENT_VOLUME_CLAIM,
          new Kind("", "PersistentVolume"),
          new Kind("apps", "Deployment"),
          new Kind("apps", "ReplicaSet"),
          new Kind("apps", "DaemonSet"),
          new Kind("batch", "Job"),
          new Kind("batch", "CronJob"),
          new Kind("networking.k8s.io", "Ingress"),
          new Kind("policy", "PodDisruptionBudget"),
          Kind.SERVICE_IMPORT);

  private Meta() {}

  static boolean hasStatus(Kind kind) {
    return STATUSES.contains(kind);
  }

  /// A new object: what the server owns is its own, status as Kubernetes starts it.
  static Tree.Obj created(Tree.Obj object, Kind kind, String name, String uid, Instant now) {
    Tree.Obj meta = object.obj("metadata").with("name", Tree.Text.of(name));
    for (String owned : SERVER_OWNED) meta = meta.without(owned);
    meta =
        meta.with("uid", Tree.Text.of(uid))
            .with("resourceVersion", Tree.Text.of("")) // its place; the store knows the value
            .with("creationTimestamp", Tree.Text.of(timestamp(now)));
    if (GENERATIONS.contains(kind)) meta = meta.with("generation", Tree.Num.of(1));
    return withFirstStatus(object.with("metadata", ordered(meta)), kind);
  }

  /// The stored object with a client's wishes: what the server owns is kept, and the status too
  /// where it is written apart; the generation rises when what is wanted changed.
  static Tree.Obj updated(Tree.Obj current, Tree.Obj wanted, Kind kind) {
    Tree.Obj next = wanted.with("metadata", keptMeta(current, wanted));
    if (hasStatus(kind)) {
      Optional<Tree> status = current.get("status");
      next = status.isPresent() ? next.with("status", status.get()) : next.without("status");
    }
    boolean changed = GENERATIONS.contains(kind) && !wish(next).equals(wish(current));
    return changed ? withNextGeneration(next) : next;
  }

  /// The stored object with another status; labels and annotations come along, as Kubernetes has
  /// it.
  static Tree.Obj withStatus(Tree.Obj current, Tree.Obj wanted) {
    Tree.Obj next = current.with("metadata", keptMeta(current, wanted));
    Optional<Tree> status = wanted.get("status");
    return status.isPresent() ? next.with("status", status.get()) : next.without("status");
  }

  /// Marked as going.
  ///
  /// @param at when the grace is over
  static Tree.Obj deleting(Tree.Obj current, Instant at, long graceSeconds) {
    Tree.Obj meta =
        current
            .obj("metadata")
            .with("deletionTimestamp", Tree.Text.of(timestamp(at)))
            .with("deletionGracePeriodSeconds", Tree.Num.of(graceSeconds));
    Tree.Obj next = current.with("metadata", ordered(meta));
    return meta.get("generation").isPresent() ? withNextGeneration(next) : next;
  }

  /// RFC 3339 in whole seconds of UTC, as Kubernetes writes times.
  static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Tree.Obj keptMeta(Tree.Obj current, Tree.Obj wanted) {
    Tree.Obj meta = wanted.obj("metadata");
    for (String owned : SERVER_OWNED) {
      Optional<Tree> kept = current.obj("metadata").get(owned);
      meta = kept.isPresent() ? meta.with(owned, kept.get()) : meta.without(owned);
    }
    return ordered(meta);
  }

  /// All that a client asks for: everything but metadata and status.
  private static Tree.Obj wish(Tree.Obj object) {
    return object.without("metadata").without("status");
  }

  private static Tree.Obj withNextGeneration(Tree.Obj object) {
    long generation = object.number(0, "metadata", "generation");
    return object.with(List.of("metadata", "generation"), Tree.Num.of(generation + 1));
  }

  private static Tree.Obj ordered(Tree.Obj meta) {
    Map<String, Tree> ordered = new LinkedHashMap<>();
    for (String name : ORDER) meta.get(name).ifPresent(value -> ordered.put(name, value));
    meta.members().forEach(ordered::putIfAbsent);
    // What is empty is left out, as Kubernetes does.
    ordered
        .values()
        .removeIf(value -> value.equals(Tree.Obj.EMPTY) || value.equals(Tree.Arr.EMPTY));
    return Tree.Obj.of(ordered);
  }

  private static Tree.Obj withFirstStatus(Tree.Obj object, Kind kind) {
    // A node registers itself with the status that it has.
    if (!hasStatus(kind) || kind.equals(Kind.NODE)) return object;
    return switch (kind.name()) {
      case "Namespace" -> object.with("status", one("phase", Tree.Text.of("Active")));
      case "Pod", "PersistentVolumeClaim" ->
          object.with("status", one("phase", Tree.Text.of("Pending")));
      case "Service" -> object.with("status", one("loadBalancer", Tree.Obj.EMPTY));
      case "StatefulSet" ->
          object.with(
              "status", one("replicas", Tree.Num.of(0)).with("availableReplicas", Tree.Num.of(0)));
      default -> object.with("status", Tree.Obj.EMPTY);
    };
  }

  private static Tree.Obj one(String name, Tree value) {
    return Tree.Obj.of(Map.of(name, value));
  }
}
