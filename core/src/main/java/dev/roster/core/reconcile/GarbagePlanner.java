package dev.roster.core.reconcile;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What goes along when its owners go: an object all of whose owners are gone is deleted; one with
/// a living owner only loses the references to the dead.
public final class GarbagePlanner {
  /// On an owner that stays until what it owns is gone (a foreground deletion).
  public static final String FOREGROUND = "foregroundDeletion";

  /// On an owner whose dependents are to be left behind (an orphaning deletion).
  public static final String ORPHAN = "orphan";

  private GarbagePlanner() {}

  /// What to do about an object for the sake of its owners.
  ///
  /// @param owners those of its owners that exist
  public static Optional<Action> dependent(Tree.Obj object, List<Tree.Obj> owners) {
    ObjectMeta meta = ObjectMeta.of(object);
    if (meta.ownerReferences().isEmpty() || meta.terminating()) return Optional.empty();
    List<OwnerReference> kept = new ArrayList<>();
    boolean anyLiving = false;
    for (OwnerReference reference : meta.ownerReferences()) {
      Optional<ObjectMeta> owner =
          owners.stream()
              .map(ObjectMeta::of)
              .filter(each -> each.uid().equals(reference.uid()))
              .findFirst();
      boolean leaving =
          owner.isEmpty()
              || (owner.get().terminating() && owner.get().finalizers().contains(FOREGROUND));
      if (!leaving) kept.add(reference);
      anyLiving |= !leaving;
    }
    if (!anyLiving) return Optional.of(deletion(object));
    return kept.size() == meta.ownerReferences().size()
        ? Optional.empty()
        : Optional.of(new Action.Update(withOwners(object, kept), Action.Report.NONE));
  }

  /// What to do for an owner that is being deleted and has asked for an order: `orphan` lets go of
  /// its dependents first, `foregroundDeletion` waits until those that block it are gone (each goes
  /// by [#dependent]).
  ///
  /// @param dependents all objects that refer to it
  public static List<Action> owner(Tree.Obj object, List<Tree.Obj> dependents) {
    ObjectMeta meta = ObjectMeta.of(object);
    if (!meta.terminating()) return List.of();
    List<Action> actions = new ArrayList<>();
    Predicate<OwnerReference> refers = reference -> reference.uid().equals(meta.uid());
    if (meta.finalizers().contains(ORPHAN)) {
      for (Tree.Obj each : dependents) {
        List<OwnerReference> kept = new ArrayList<>(ObjectMeta.of(each).ownerReferences());
        if (kept.removeIf(refers)) {
          actions.add(new Action.Update(withOwners(each, kept), Action.Report.NONE));
        }
      }
      return actions.isEmpty() ? List.of(withoutFinalizer(object, ORPHAN)) : actions;
    }
    if (!meta.finalizers().contains(FOREGROUND)) return List.of();
    boolean blocked =
        dependents.stream()
            .flatMap(each -> ObjectMeta.of(each).ownerReferences().stream())
            .filter(refers)
            .anyMatch(OwnerReference::blockOwnerDeletion);
    return blocked ? List.of() : List.of(withoutFinalizer(object, FOREGROUND));
  }

  /// The keys under which an object's owner may be: in the object's namespace, or in none.
  public static List<ObjectKey> ownerKeys(Tree.Obj object, OwnerReference reference) {
    Kind kind = Kind.of(reference.apiVersion(), reference.kind());
    String namespace = ObjectMeta.of(object).namespace();
    ObjectKey near = ObjectKey.local(kind, namespace, reference.name());
    return namespace.isEmpty()
        ? List.of(near)
        : List.of(near, ObjectKey.local(kind, "", reference.name()));
  }

  private static Action deletion(Tree.Obj object) {
    ObjectMeta meta = ObjectMeta.of(object);
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    return new Action.Delete(
        ObjectKey.local(kind, meta.namespace(), meta.name()), meta.uid(), Action.Report.NONE);
  }

  private static Action withoutFinalizer(Tree.Obj object, String finalizer) {
    List<Tree> left = new ArrayList<>(object.list("metadata", "finalizers"));
    left.remove(Tree.Text.of(finalizer));
    Tree.Obj meta = object.obj("metadata").without("finalizers");
    if (!left.isEmpty()) meta = meta.with("finalizers", Tree.Arr.of(left));
    return new Action.Update(object.with("metadata", meta), Action.Report.NONE);
  }

  private static Tree.Obj withOwners(Tree.Obj object, List<OwnerReference> owners) {
    Tree.Obj meta = object.obj("metadata").without("ownerReferences");
    if (!owners.isEmpty()) {
      List<Tree.Obj> trees = owners.stream().map(OwnerReference::toTree).toList();
      meta = meta.with("ownerReferences", Tree.Arr.of(trees));
    }
    return object.with("metadata", meta);
  }
}
