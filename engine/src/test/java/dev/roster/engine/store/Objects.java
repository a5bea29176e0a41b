package dev.roster.engine.store;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.util.List;
import java.util.Map;

/// Small objects for tests.
final class Objects {
  private Objects() {}

  static ObjectKey key(Kind kind, String name) {
    return ObjectKey.local(kind, "default", name);
  }

  static Tree.Obj object(String apiVersion, String kind, String namespace, String name) {
    Tree.Obj meta = Tree.Obj.of(Map.of("name", Tree.Text.of(name)));
    if (!namespace.isEmpty()) meta = meta.with("namespace", Tree.Text.of(namespace));
    return Tree.Obj.EMPTY
        .with("apiVersion", Tree.Text.of(apiVersion))
        .with("kind", Tree.Text.of(kind))
        .with("metadata", meta);
  }

  static Tree.Obj configMap(String name, String value) {
    return object("v1", "ConfigMap", "default", name)
        .with("data", Tree.Obj.of(Map.of("k", Tree.Text.of(value))));
  }

  static Tree.Obj pod(String name, String node) {
    Tree.Obj pod = object("v1", "Pod", "default", name).with("spec", Tree.Obj.EMPTY);
    return node.isEmpty() ? pod : pod.with(List.of("spec", "nodeName"), Tree.Text.of(node));
  }

  static Tree.Obj finalizers(Tree.Obj object, String... names) {
    List<Tree> list = List.of(names).stream().map(name -> (Tree) Tree.Text.of(name)).toList();
    return object.with(List.of("metadata", "finalizers"), Tree.Arr.of(list));
  }
}
