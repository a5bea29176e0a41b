package dev.roster.api;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.UpdateRules;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// POST, PUT, PATCH and DELETE.
final class Writes {
  /// How often a patch is applied again after another write came between.
  static final int PATCH_TRIES_MAX = 5;

  private static final String MERGE_PATCH = "application/merge-patch+json";

  /// Kinds whose deletion is answered with the object, all others with a Status (seen on a server).
  private static final Set<Kind> ANSWERED_WHOLE =
      Set.of(Kind.SERVICE, Kind.POD, new Kind("", "ServiceAccount"));

  private final Verbs verbs;
  private final Reads reads;

  Writes(Verbs verbs, Reads reads) {
    this.verbs = verbs;
    this.reads = reads;
  }

  /// POST to a collection.
  Reply create(ResourcePath.Collection path, ApiRequest request) throws RefusedException {
    if (path.entry().namespaced() && path.namespace().isEmpty()) {
      throw new RefusedException(Failure.methodNotAllowed());
    }
    noDryRun(request);
    Admission.Admitted admitted =
        Admission.admit(
            Admission.body(request),
            path.entry(),
            path.namespace(),
            request.parameter("fieldValidation"));
    String name = admitted.object().text("metadata", "name");
    Outcome outcome = verbs.create(admitted.object());
    return reply(outcome, path.entry(), name, 201, admitted.warnings());
  }

  /// PUT of an object or its status.
  Reply update(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    noDryRun(request);
    Tree.Obj sent = Admission.body(request);
    String name = sent.text("metadata", "name");
    if (!name.equals(path.name())) {
      throw new RefusedException(
          Failure.badRequest(
              "the name of the object ("
                  + name
                  + ") does not match the name on the URL ("
                  + path.name()
                  + ")"));
    }
    StoredObject current = reads.find(path);
    return store(path, current, sent, request.parameter("fieldValidation"));
  }

  /// PATCH of an object or its status by a JSON merge patch.
  Reply patch(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    noDryRun(request);
    Tree patch = mergePatch(request);
    for (int tries = 1; ; tries++) {
      StoredObject current = reads.find(path);
      if (!(MergePatch.apply(current.tree(), patch) instanceof Tree.Obj patched)) {
        throw new RefusedException(Failure.badRequest("the patch is no JSON object"));
      }
      // The stored revision is in it unless the patch says another one: nothing came between.
      Reply reply = store(path, current, patched, request.parameter("fieldValidation"));
      boolean raced =
          reply instanceof Reply.Failed(var failure)
              && failure.code() == 409
              && patch instanceof Tree.Obj changes
              && changes.at("metadata", "resourceVersion").isEmpty();
      if (!raced || tries >= PATCH_TRIES_MAX) return reply;
    }
  }

  /// The body of a merge patch; of all kinds of patches it is the one that is read here.
  static Tree mergePatch(ApiRequest request) throws RefusedException {
    if (!request.contentType().equals(MERGE_PATCH)) {
      throw new RefusedException(Failure.unsupportedMediaType(MERGE_PATCH));
    }
    return Admission.body(request);
  }

  /// DELETE of one object.
  Reply delete(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    noDryRun(request);
    ObjectKey key = ObjectKey.local(path.entry().kind(), path.namespace(), path.name());
    Outcome outcome = verbs.delete(key, options(request));
    return reply(outcome, path.entry(), path.name(), 200, List.of());
  }

  /// DELETE of a collection: one after the other; answers what was there.
  Reply deleteAll(ResourcePath.Collection path, ApiRequest request) throws RefusedException {
    noDryRun(request);
    boolean everywhere = path.entry().namespaced() && path.namespace().isEmpty();
    if (everywhere || path.entry().kind().equals(Kind.NAMESPACE)) {
      throw new RefusedException(Failure.methodNotAllowed());
    }
    Selector selector = Selector.of(request, path.entry().plural());
    DeleteOptions options = options(request);
    var listing = verbs.store().list(path.entry().kind(), path.namespace());
    List<Tree.Obj> deleted = new ArrayList<>();
    for (StoredObject object : listing.objects()) {
      if (!selector.matches(object.tree())) continue;
      verbs.delete(object.key(), options);
      deleted.add(object.tree());
    }
    String revision = Long.toString(listing.revision());
    return new Reply.Json(200, Reads.list(path.entry(), deleted, revision));
  }

  private Reply store(
      ResourcePath.Named path, StoredObject current, Tree.Obj sent, String fieldValidation)
      throws RefusedException {
    Kinds.Entry entry = path.entry();
    if (!sent.text("metadata", "name").equals(path.name())) {
      throw new RefusedException(Failure.badRequest("the name of the object may not change"));
    }
    boolean status = path.subresource().equals("status");
    Tree.Obj wanted = status ? current.tree().with("metadata", sent.obj("metadata")) : sent;
    if (status && sent.get("status").isPresent())
      wanted = wanted.with("status", sent.obj("status"));
    Tree.Obj carried = UpdateRules.carry(current.tree(), wanted);
    Admission.Admitted admitted =
        Admission.admit(carried, entry, path.namespace(), fieldValidation);
    List<Problem> problems = UpdateRules.check(current.tree(), admitted.object());
    if (!problems.isEmpty()) {
      throw new RefusedException(Failure.invalid(entry, path.name(), problems));
    }
    Outcome outcome =
        status ? verbs.updateStatus(admitted.object()) : verbs.update(admitted.object());
    return reply(outcome, entry, path.name(), 200, admitted.warnings());
  }

  private static Reply reply(
      Outcome outcome, Kinds.Entry entry, String name, int code, List<String> warnings) {
    return switch (outcome) {
      case Outcome.Created(var object) -> new Reply.Json(code, object.tree(), warnings);
      case Outcome.Updated(var object) -> new Reply.Json(code, object.tree(), warnings);
      case Outcome.Unchanged(var object) -> new Reply.Json(code, object.tree(), warnings);
      case Outcome.Deleting(var object) -> new Reply.Json(code, object.tree());
      case Outcome.Deleted(var object) -> new Reply.Json(code, deleted(entry, object));
      case Outcome.NotFound(var missing) ->
          new Reply.Failed(
              Failure.notFound(Kinds.of(missing.kind()).orElse(entry), missing.name()));
      case Outcome.AlreadyExists(var current) ->
          new Reply.Failed(
              Failure.alreadyExists(
                  entry,
                  name.isEmpty() ? current.key().name() : name,
                  current.tree().at("metadata", "deletionTimestamp").isPresent()));
      case Outcome.Conflict(var _, var message) ->
          new Reply.Failed(Failure.conflict(entry, name, message));
      case Outcome.Forbidden(var message) ->
          new Reply.Failed(Failure.forbidden(entry, name, message));
      case Outcome.Refused(var message) -> new Reply.Failed(Failure.unavailable(message));
    };
  }

  private static Tree deleted(Kinds.Entry entry, StoredObject object) {
    Tree.Obj tree = object.tree();
    if (ANSWERED_WHOLE.contains(entry.kind())) return tree;
    return Failure.success(entry, object.key().name(), tree.text("metadata", "uid"));
  }

  /// From the body or, where it says nothing, the query.
  private static DeleteOptions options(ApiRequest request) throws RefusedException {
    Tree.Obj body = request.body().length == 0 ? Tree.Obj.EMPTY : Admission.body(request);
    OptionalLong grace = OptionalLong.empty();
    String text = request.parameter("gracePeriodSeconds");
    if (body.get("gracePeriodSeconds").isPresent()) {
      grace = OptionalLong.of(body.number(0, "gracePeriodSeconds"));
    } else if (text.matches("-?[0-9]{1,9}")) {
      grace = OptionalLong.of(Long.parseLong(text));
    } else if (!text.isEmpty()) {
      throw new RefusedException(Failure.badRequest("gracePeriodSeconds is no number: " + text));
    }
    String revision = body.text("preconditions", "resourceVersion");
    if (!revision.matches("[0-9]{0,18}")) {
      throw new RefusedException(Failure.badRequest("resourceVersion is no number: " + revision));
    }
    return new DeleteOptions(
        grace,
        body.text("preconditions", "uid"),
        revision.isEmpty() ? ObjectStore.ANY_REVISION : Long.parseLong(revision));
  }

  private static void noDryRun(ApiRequest request) throws RefusedException {
    if (request.parameter("dryRun").isEmpty()) return;
    throw new RefusedException(Failure.badRequest("dryRun is not supported yet"));
  }
}
