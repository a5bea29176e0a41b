package dev.roster.core.objects;

import java.util.LinkedHashMap;
import java.util.Map;

/// One entry of `metadata.ownerReferences`.
///
/// @param controller whether this owner manages the object; at most one does
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {
  /// The reference that a tree says.
  public static OwnerReference of(Tree.Obj tree) {
    return new OwnerReference(
        tree.text("apiVersion"),
        tree.text("kind"),
        tree.text("name"),
        tree.text("uid"),
        tree.flag("controller"),
        tree.flag("blockOwnerDeletion"));
  }

  /// The managing owner that an object is to its children.
  public static OwnerReference controller(Tree.Obj owner) {
    ObjectMeta meta = ObjectMeta.of(owner);
    return new OwnerReference(
        owner.text("apiVersion"), owner.text("kind"), meta.name(), meta.uid(), true, true);
  }

  /// As a tree, members in Kubernetes' order.
  public Tree.Obj toTree() {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("apiVersion", Tree.Text.of(apiVersion));
    members.put("kind", Tree.Text.of(kind));
    members.put("name", Tree.Text.of(name));
    members.put("uid", Tree.Text.of(uid));
    if (controller) members.put("controller", Tree.Bool.of(true));
    if (blockOwnerDeletion) members.put("blockOwnerDeletion", Tree.Bool.of(true));
    return Tree.Obj.of(members);
  }
}
