package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
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
    Optional<String> failure = failure(act(action), action);
    Action.Report report = action.report();
    if (report.isSilent()) return failure;
    if (failure.isEmpty()) {
      inform(about, "Successful" + report.verb(), report.message());
    } else {
      warn(about, "Failed" + report.verb(), report.failure(failure.get()));
    }
    return failure;
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
