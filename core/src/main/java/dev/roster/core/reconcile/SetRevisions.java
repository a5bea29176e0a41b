package dev.roster.core.reconcile;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The ControllerRevisions of a StatefulSet: one for each template it has had, numbered.
///
/// @param current the revision that pods below the partition have
/// @param update the revision of the set's template now
/// @param actions adopts, creates or renumbers
/// @param collisions how often a name was taken by another content
/// @param all its revisions, oldest first
record SetRevisions(
    Tree.Obj current, Tree.Obj update, List<Action> actions, long collisions, List<Tree.Obj> all) {
  /// Names that are tried for one content.
  static final int NAMES_MAX = 100;

  private static final String HASH = "controller.kubernetes.io/hash";
  private static final String PATCH = "$patch";

  /// What to do about a set's revisions.
  ///
  /// @param inNamespace at least all that the set owns or might adopt; others only take names
  static SetRevisions of(StatefulSetView set, List<Tree.Obj> inNamespace) {
    List<Action> actions = new ArrayList<>();
    List<Tree.Obj> own = new ArrayList<>();
    for (Tree.Obj revision : inNamespace) {
      boolean orphan = ObjectMeta.of(revision).controller().isEmpty();
      if (Slices.isControlledBy(revision, set.meta().uid())) {
        own.add(revision);
      } else if (orphan && set.selector().matches(ObjectMeta.of(revision).labels())) {
        Tree.Obj adopted = adopted(revision, set);
        own.add(adopted);
        actions.add(new Action.Update(adopted, Action.Report.NONE));
      }
    }
    own.sort(
        Comparator.comparingLong(SetRevisions::number)
            .thenComparing(revision -> ObjectMeta.of(revision).creationTimestamp())
            .thenComparing(revision -> ObjectMeta.of(revision).name()));
    return chosen(set, own, inNamespace, actions);
  }

  private static SetRevisions chosen(
      StatefulSetView set, List<Tree.Obj> own, List<Tree.Obj> taken, List<Action> actions) {
    Tree.Obj data = data(set.template().tree());
    Optional<Tree.Obj> equal =
        own.reversed().stream().filter(revision -> revision.obj("data").equals(data)).findFirst();
    long next = own.isEmpty() ? 1 : number(own.getLast()) + 1;
    long collisions = set.tree().number(0, "status", "collisionCount");
    Tree.Obj update;
    if (equal.isPresent() && equal.get().equals(own.getLast())) {
      update = equal.get();
    } else if (equal.isPresent()) {
      update = equal.get().with("revision", Tree.Num.of(next));
      String name = ObjectMeta.of(update).name();
      actions.removeIf(
          a -> a instanceof Action.Update(var o, _) && ObjectMeta.of(o).name().equals(name));
      actions.add(new Action.Update(update, Action.Report.NONE));
      own.remove(equal.get());
      own.add(update);
    } else {
      Set<String> names = new HashSet<>();
      for (Tree.Obj each : taken) names.add(ObjectMeta.of(each).name());
      long tries = collisions + NAMES_MAX;
      while (collisions < tries && names.contains(name(set, data, collisions))) collisions++;
      update = created(set, data, next, collisions);
      actions.add(new Action.Create(update, Action.Report.NONE));
      own.add(update);
    }
    String currentName = set.tree().text("status", "currentRevision");
    Tree.Obj current = update;
    for (Tree.Obj each : own) if (ObjectMeta.of(each).name().equals(currentName)) current = each;
    return new SetRevisions(current, update, actions, collisions, own);
  }

  /// The name of the current revision.
  String currentName() {
    return ObjectMeta.of(current).name();
  }

  /// The name of the update revision.
  String updateName() {
    return ObjectMeta.of(update).name();
  }

  /// The pod template that a revision holds.
  static Tree.Obj template(Tree.Obj revision) {
    return revision.obj("data", "spec", "template").without(PATCH);
  }

  /// Deletions of the oldest revisions that nothing uses any more, beyond the set's limit.
  ///
  /// @param pods whose revisions are in use
  List<Action> tidy(StatefulSetView set, List<Tree.Obj> pods) {
    Set<String> live = new HashSet<>(List.of(currentName(), updateName()));
    for (Tree.Obj pod : pods) {
      live.add(ObjectMeta.of(pod).labels().getOrDefault(SetIdentity.REVISION, ""));
    }
    List<Tree.Obj> history = new ArrayList<>(all);
    history.removeIf(revision -> live.contains(ObjectMeta.of(revision).name()));
    int surplus = history.size() - Math.max(0, set.revisionHistoryLimit());
    List<Action> deletions = new ArrayList<>();
    for (int i = 0; i < surplus; i++) {
      ObjectMeta meta = ObjectMeta.of(history.get(i));
      ObjectKey key = ObjectKey.local(Kind.CONTROLLER_REVISION, meta.namespace(), meta.name());
      deletions.add(new Action.Delete(key, meta.uid(), Action.Report.NONE));
    }
    return deletions;
  }

  static long number(Tree.Obj revision) {
    return revision.number(0, "revision");
  }

  /// A patch that replaces the template, as Kubernetes keeps it.
  private static Tree.Obj data(Tree.Obj template) {
    Tree.Obj replacing = template.with(PATCH, Tree.Text.of("replace"));
    Tree.Obj spec = new Fields().put("template", replacing).build();
    return new Fields().put("spec", spec).build();
  }

  private static String name(StatefulSetView set, Tree.Obj data, long collisions) {
    return set.meta().name() + "-" + TreeHash.of(data, collisions);
  }

  private static Tree.Obj created(
      StatefulSetView set, Tree.Obj data, long number, long collisions) {
    Map<String, String> labels = new LinkedHashMap<>(set.template().meta().labels());
    labels.put(HASH, TreeHash.of(data, collisions));
    Tree.Obj metadata =
        new Fields()
            .text("name", name(set, data, collisions))
            .text("namespace", set.meta().namespace())
            .texts("labels", labels)
            .texts("annotations", set.template().meta().annotations())
            .list("ownerReferences", List.of(new SetIdentity(set).owner().toTree()))
            .build();
    return new Fields()
        .text("apiVersion", "apps/v1")
        .text("kind", "ControllerRevision")
        .put("metadata", metadata)
        .put("data", data)
        .number("revision", number)
        .build();
  }

  private static Tree.Obj adopted(Tree.Obj revision, StatefulSetView set) {
    List<Tree> owners = new ArrayList<>(revision.list("metadata", "ownerReferences"));
    owners.add(new SetIdentity(set).owner().toTree());
    return revision.with(List.of("metadata", "ownerReferences"), Tree.Arr.of(owners));
  }
}
