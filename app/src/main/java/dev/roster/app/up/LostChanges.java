package dev.roster.app.up;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `apply`, `scale` and `delete` changed since the start: objects come from `-f` again at the
/// next start, so these changes are named at the end.
final class LostChanges {
  /// Kinds that a user writes; what controllers make of them has an owner.
  private static final List<Kind> KINDS =
      List.of(
          Kind.NAMESPACE,
          Kind.SERVICE,
          Kind.STATEFUL_SET,
          Kind.POD,
          Kind.CONFIG_MAP,
          Kind.SECRET,
          Kind.ENDPOINT_SLICE,
          Kind.ENDPOINTS);

  private static final Set<String> OWN_NAMESPACES =
      Set.of("default", "kube-system", "kube-public", "kube-node-lease");

  private final ObjectStore store;
  private final Map<ObjectKey, Tree.Obj> atStart = new LinkedHashMap<>();

  private LostChanges(ObjectStore store) {
    this.store = store;
  }

  /// Remembers what there is now.
  static LostChanges since(ObjectStore store) {
    LostChanges changes = new LostChanges(store);
    changes.atStart.putAll(changes.written());
    return changes;
  }

  /// One line for each object that differs.
  List<String> lines() {
    Map<ObjectKey, Tree.Obj> now = written();
    List<String> lines = new ArrayList<>();
    for (Map.Entry<ObjectKey, Tree.Obj> entry : now.entrySet()) {
      Tree.Obj before = atStart.get(entry.getKey());
      if (before == null) lines.add(name(entry.getKey()) + " (applied)");
      else if (!before.equals(entry.getValue())) {
        lines.add(name(entry.getKey()) + difference(before, entry.getValue()));
      }
    }
    for (ObjectKey key : atStart.keySet()) {
      if (!now.containsKey(key)) lines.add(name(key) + " (deleted)");
    }
    return lines;
  }

  private static String difference(Tree.Obj before, Tree.Obj now) {
    Optional<Tree> replicas = now.at("spec", "replicas");
    if (replicas.isEmpty() || replicas.equals(before.at("spec", "replicas"))) return " (changed)";
    return " (replicas "
        + before.number(1, "spec", "replicas")
        + " -> "
        + now.number(1, "spec", "replicas")
        + ")";
  }

  /// What users wrote of each object: all but status and the server's own metadata.
  private Map<ObjectKey, Tree.Obj> written() {
    Map<ObjectKey, Tree.Obj> objects = new LinkedHashMap<>();
    for (Kind kind : KINDS) {
      for (StoredObject stored : store.list(kind, "").objects()) {
        ObjectMeta meta = ObjectMeta.of(stored.tree());
        boolean own = kind.equals(Kind.NAMESPACE) && OWN_NAMESPACES.contains(meta.name());
        if (own || !meta.ownerReferences().isEmpty() || meta.terminating()) continue;
        Tree.Obj labels =
            Tree.Obj.EMPTY
                .with("labels", stored.tree().obj("metadata", "labels"))
                .with("annotations", annotations(stored.tree()));
        // The node's name is the scheduler's part of a pod, not its writer's.
        Tree.Obj spec = stored.tree().obj("spec").without("nodeName");
        objects.put(
            stored.key(),
            stored.tree().without("status").with("metadata", labels).with("spec", spec));
      }
    }
    return objects;
  }

  private static Tree.Obj annotations(Tree.Obj object) {
    return object
        .obj("metadata", "annotations")
        .without("kubectl.kubernetes.io/last-applied-configuration");
  }

  private static String name(ObjectKey key) {
    String kind = key.kind().name().toLowerCase(Locale.ROOT);
    return key.namespace().isEmpty()
        ? kind + "/" + key.name()
        : kind + "/" + key.name() + " in " + key.namespace();
  }
}
