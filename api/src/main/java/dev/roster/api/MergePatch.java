package dev.roster.api;

import dev.roster.core.objects.Tree;
import java.util.Map;

/// JSON Merge Patch (RFC 7396).
final class MergePatch {
  private MergePatch() {}

  /// The target with a patch: members of null go, objects merge, all else is replaced.
  static Tree apply(Tree target, Tree patch) {
    if (!(patch instanceof Tree.Obj changes)) return patch;
    Tree.Obj result = target instanceof Tree.Obj obj ? obj : Tree.Obj.EMPTY;
    for (Map.Entry<String, Tree> change : changes.members().entrySet()) {
      String name = change.getKey();
      if (change.getValue() instanceof Tree.Null) {
        result = result.without(name);
      } else {
        Tree old = result.get(name).orElse(Tree.Null.NONE);
        result = result.with(name, apply(old, change.getValue()));
      }
    }
    return result;
  }
}
