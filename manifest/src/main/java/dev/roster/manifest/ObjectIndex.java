package dev.roster.manifest;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Objects by key, and pods and pod templates by what selects them.
final class ObjectIndex {
  private final Map<ObjectKey, Tree.Obj> objects = new HashMap<>();
  private final PodsByLabel pods = new PodsByLabel();

  private ObjectIndex() {}

  /// An index of both lists; of equal keys the first list's object is meant.
  static ObjectIndex of(List<Tree.Obj> objects, List<Tree.Obj> existing) {
    ObjectIndex index = new ObjectIndex();
    for (Tree.Obj object : objects) index.add(object);
    for (Tree.Obj object : existing) index.add(object);
    return index;
  }

  /// The key of an object; kinds are the same in all their versions.
  static ObjectKey key(Tree.Obj object) {
    ObjectMeta meta = ObjectMeta.of(object);
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    return ObjectKey.local(kind, meta.namespace(), meta.name());
  }

  private void add(Tree.Obj object) {
    if (objects.putIfAbsent(key(object), object) != null) return;
    ObjectMeta meta = ObjectMeta.of(object);
    if (object.text("kind").equals("Pod")) pods.add(meta.namespace(), new PodView(object));
    // Whatever has a template makes pods, whether Roster acts on it or not.
    Tree.Obj template = object.obj("spec", "template");
    if (!template.members().isEmpty()) pods.add(meta.namespace(), new PodView(template));
  }

  /// The pods and pod templates that a Service selects.
  List<PodView> selected(ServiceView service) {
    return pods.selected(service.meta().namespace(), service.selector());
  }

  /// A Service by name.
  Optional<ServiceView> service(String namespace, String name) {
    return find(Kind.SERVICE, namespace, name).map(ServiceView::new);
  }

  /// An object by kind and name.
  Optional<Tree.Obj> find(Kind kind, String namespace, String name) {
    return Optional.ofNullable(objects.get(ObjectKey.local(kind, namespace, name)));
  }

  /// Whether a claim of this name will be there, by itself or from a claim template.
  boolean hasClaim(String namespace, String name) {
    if (find(Kind.PERSISTENT_VOLUME_CLAIM, namespace, name).isPresent()) return true;
    return objects.values().stream()
        .filter(o -> o.text("kind").equals("StatefulSet"))
        .map(StatefulSetView::new)
        .filter(set -> set.meta().namespace().equals(namespace))
        .anyMatch(set -> isClaimOf(set, name));
  }

  private static boolean isClaimOf(StatefulSetView set, String name) {
    for (Tree.Obj template : set.volumeClaimTemplates()) {
      String prefix = ObjectMeta.of(template).name() + "-" + set.meta().name() + "-";
      if (name.startsWith(prefix)) return true;
    }
    return false;
  }
}
