package dev.roster.api;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The `scale` subresource: how many replicas a workload should have.
final class Scales {
  private static final Set<Kind> SCALED =
      Set.of(Kind.STATEFUL_SET, new Kind("apps", "Deployment"), new Kind("apps", "ReplicaSet"));

  private final Verbs verbs;
  private final Reads reads;

  Scales(Verbs verbs, Reads reads) {
    this.verbs = verbs;
    this.reads = reads;
  }

  /// GET, PUT or PATCH of a scale.
  Reply handle(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    if (!SCALED.contains(path.entry().kind())) {
      throw new RefusedException(Failure.noResource());
    }
    StoredObject object = reads.find(path);
    return switch (request.method()) {
      case "GET" -> new Reply.Json(200, scale(object.tree()));
      case "PUT" -> replace(path, object, Admission.body(request));
      case "PATCH" ->
          replace(path, object, MergePatch.apply(scale(object.tree()), Writes.mergePatch(request)));
      default -> throw new RefusedException(Failure.methodNotAllowed());
    };
  }

  private Reply replace(ResourcePath.Named path, StoredObject object, Tree sent)
      throws RefusedException {
    if (!(sent instanceof Tree.Obj scale)) {
      throw new RefusedException(Failure.badRequest("a scale is a JSON object"));
    }
    Tree wanted = scale.at("spec", "replicas").orElse(Tree.Num.of(0));
    if (!(wanted instanceof Tree.Num replicas) || !replicas.isWhole()) {
      throw new RefusedException(Failure.badRequest("spec.replicas of a scale is a whole number"));
    }
    long count = replicas.value().longValue();
    if (count < 0 || count > Integer.MAX_VALUE) {
      String message =
          "Invalid value: " + count + ": must be greater than or equal to 0, and 32 bits";
      Problem problem = new Problem(Position.NONE, "spec.replicas", message);
      throw new RefusedException(Failure.invalid(path.entry(), path.name(), List.of(problem)));
    }
    String expected = scale.text("metadata", "resourceVersion");
    boolean stale =
        !expected.isEmpty() && !expected.equals("0") && !expected.equals("" + object.revision());
    if (stale) throw new RefusedException(modified(path));
    Outcome outcome =
        verbs.edit(
            object.key(),
            object.tree().text("metadata", "uid"),
            tree -> tree.with(List.of("spec", "replicas"), Tree.Num.of(count)));
    return switch (outcome) {
      case Outcome.Updated(var stored) -> new Reply.Json(200, scale(stored.tree()));
      case Outcome.Unchanged(var stored) -> new Reply.Json(200, scale(stored.tree()));
      case Outcome.NotFound _ -> new Reply.Failed(Failure.notFound(path.entry(), path.name()));
      case Outcome.Conflict _ -> new Reply.Failed(modified(path));
      case Outcome.Forbidden(var message) ->
          new Reply.Failed(Failure.forbidden(path.entry(), path.name(), message));
      case Outcome.Refused(var message) -> new Reply.Failed(Failure.unavailable(message));
      case Outcome.Created _, Outcome.Deleting _, Outcome.Deleted _, Outcome.AlreadyExists _ ->
          throw new IllegalStateException("no outcome of an edit: " + outcome);
    };
  }

  private static Failure modified(ResourcePath.Named path) {
    return Failure.conflict(
        path.entry(),
        path.name(),
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  /// The autoscaling/v1 Scale of a workload. A spec of 0 replicas is `{}` (seen on a server).
  private static Tree.Obj scale(Tree.Obj object) {
    Tree.Obj meta = Tree.Obj.EMPTY;
    for (String name :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      Tree value = object.at("metadata", name).orElse(Tree.Null.NONE);
      if (!(value instanceof Tree.Null)) meta = meta.with(name, value);
    }
    long replicas = object.number(1, "spec", "replicas");
    Tree.Obj spec =
        replicas == 0 ? Tree.Obj.EMPTY : Failure.object("replicas", Tree.Num.of(replicas));
    Tree.Obj status =
        Failure.object(
            "replicas", Tree.Num.of(object.number(0, "status", "replicas")),
            "selector", Tree.Text.of(selector(object.texts("spec", "selector", "matchLabels"))));
    return Failure.object(
        "kind", Tree.Text.of("Scale"),
        "apiVersion", Tree.Text.of("autoscaling/v1"),
        "metadata", meta,
        "spec", spec,
        "status", status);
  }

  private static String selector(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }
}
