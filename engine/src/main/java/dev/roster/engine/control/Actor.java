package dev.roster.engine.control;

import dev.roster.core.objects.Defaults;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectRules;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.Action;
import dev.roster.core.reconcile.SlicePlan;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.Verbs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Carries out what a planner asks for, and tells of it by events.
final class Actor {
  private final Verbs verbs;
  private final EventRecorder events;
  private final String component;

  /// @param component the name under which events are told
  Actor(Verbs verbs, EventRecorder events, String component) {
    this.verbs = verbs;
    this.events = events;
    this.component = component;
  }

  /// Carries out actions in order up to the first that fails.
  ///
  /// @param about the object whose events tell of it
  /// @return why one failed; empty if all are done
  Optional<String> all(List<Action> actions, Tree.Obj about) {
    for (Action action : actions) {
      Optional<String> failure = one(action, about);
      if (failure.isPresent()) return failure;
    }
    return Optional.empty();
  }

  /// Carries out a plan of slices: creates, updates, deletes, up to the first failure.
  Optional<String> slices(SlicePlan plan, Tree.Obj about) {
    for (Tree.Obj slice : plan.creates()) {
      Optional<String> failure = one(new Action.Create(slice, Action.Report.NONE), about);
      if (failure.isPresent()) return failure;
    }
    for (Tree.Obj slice : plan.updates()) {
      Optional<String> failure = one(new Action.Update(slice, Action.Report.NONE), about);
      if (failure.isPresent()) return failure;
    }
    for (Tree.Obj slice : plan.deletes()) {
      String uid = slice.text("metadata", "uid");
      var deletion = new Action.Delete(Verbs.keyOf(slice), uid, Action.Report.NONE);
      Optional<String> failure = one(deletion, about);
      if (failure.isPresent()) return failure;
    }
    return Optional.empty();
  }

  /// Tells a warning.
  void warn(Tree.Obj about, String reason, String message) {
    tell(about, EventRecorder.Type.WARNING, reason, message);
  }

  /// Tells news.
  void inform(Tree.Obj about, String reason, String message) {
    tell(about, EventRecorder.Type.NORMAL, reason, message);
  }

  private Optional<String> one(Action action, Tree.Obj about) {
    Action ready = defaulted(action);
    Optional<String> failure = invalid(ready).or(() -> failure(act(ready), ready));
    Action.Report report = action.report();
    if (report.isSilent()) return failure;
    if (failure.isEmpty()) {
      inform(about, "Successful" + report.verb(), report.message());
    } else {
      warn(about, "Failed" + report.verb(), report.failure(failure.get()));
    }
    return failure;
  }

  /// What a user's object gets at the API's door, a new pod or claim gets here.
  private static Action defaulted(Action action) {
    return action instanceof Action.Create(var object, var report) && isOurs(object)
        ? new Action.Create(Defaults.apply(object), report)
        : action;
  }

  /// Why the API would refuse a new pod or claim: a name that is no hostname, for one.
  private static Optional<String> invalid(Action action) {
    if (!(action instanceof Action.Create(var object, _)) || !isOurs(object)) {
      return Optional.empty();
    }
    List<Problem> problems = ObjectRules.check(object);
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s \"%s\" is invalid: %s"
                .formatted(
                    object.text("kind"),
                    object.text("metadata", "name"),
                    problems.stream()
                        .map(problem -> problem.path() + ": " + problem.message())
                        .collect(Collectors.joining(", "))));
  }

  private static boolean isOurs(Tree.Obj object) {
    Kind kind = Verbs.keyOf(object).kind();
    return kind.equals(Kind.POD) || kind.equals(Kind.PERSISTENT_VOLUME_CLAIM);
  }

  private Outcome act(Action action) {
    return switch (action) {
      case Action.Create(var object, _) -> verbs.create(object);
      case Action.Update(var object, _) -> verbs.update(object);
      case Action.Delete(var key, var uid, _) ->
          verbs.delete(key, new DeleteOptions(OptionalLong.empty(), uid, ObjectStore.ANY_REVISION));
    };
  }

  private static Optional<String> failure(Outcome outcome, Action action) {
    boolean deletes = action instanceof Action.Delete;
    return switch (outcome) {
      case Outcome.Created _, Outcome.Updated _, Outcome.Unchanged _ -> Optional.empty();
      case Outcome.Deleting _, Outcome.Deleted _ -> Optional.empty();
      // What was to be deleted is gone, or another object has its name.
      case Outcome.NotFound(var missing) ->
          deletes ? Optional.empty() : Optional.of(named(missing) + " not found");
      case Outcome.Conflict(_, var message) -> deletes ? Optional.empty() : Optional.of(message);
      case Outcome.AlreadyExists(var current) ->
          Optional.of(named(current.key()) + " already exists");
      case Outcome.Forbidden(var message) -> Optional.of(message);
      case Outcome.Refused(var message) -> Optional.of(message);
    };
  }

  /// `pods "web-0"`, as Kubernetes' messages name an object.
  private static String named(ObjectKey key) {
    Kind kind = key.kind();
    String plural = Kinds.of(kind).map(Kinds.Entry::plural).orElse(kind.name());
    String group = kind.group().isEmpty() ? "" : "." + kind.group();
    return plural + group + " \"" + key.name() + "\"";
  }

  private void tell(Tree.Obj about, EventRecorder.Type type, String reason, String message) {
    events.record(about, new EventRecorder.Note(type, reason, message, "", component));
  }
}
