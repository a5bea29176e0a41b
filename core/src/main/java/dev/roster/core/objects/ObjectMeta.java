package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A view of an object's `metadata`. Texts that are not there are "".
public record ObjectMeta(Tree.Obj tree) {
  /// The metadata of an object, or of a pod template.
  public static ObjectMeta of(Tree.Obj object) {
    return new ObjectMeta(object.obj("metadata"));
  }

  /// The object's name.
  public String name() {
    return tree.text("name");
  }

  /// The object's namespace; "" for kinds that have none.
  public String namespace() {
    return tree.text("namespace");
  }

  /// Unique over space and time.
  public String uid() {
    return tree.text("uid");
  }

  /// The store's revision at which it was last written.
  public String resourceVersion() {
    return tree.text("resourceVersion");
  }

  /// Counts changes of the spec; 0 where the kind has none.
  public long generation() {
    return tree.number(0, "generation");
  }

  /// RFC 3339.
  public String creationTimestamp() {
    return tree.text("creationTimestamp");
  }

  /// RFC 3339; "" while nobody has asked to delete it.
  public String deletionTimestamp() {
    return tree.text("deletionTimestamp");
  }

  /// Whether it is being deleted.
  public boolean terminating() {
    return !deletionTimestamp().isEmpty();
  }

  /// Seconds that it has left from its deletion on; the given number where nothing says.
  public long deletionGracePeriodSeconds(long otherwise) {
    return tree.number(otherwise, "deletionGracePeriodSeconds");
  }

  /// In order.
  public Map<String, String> labels() {
    return tree.texts("labels");
  }

  /// In order.
  public Map<String, String> annotations() {
    return tree.texts("annotations");
  }

  /// What must be done before it may go.
  public List<String> finalizers() {
    return TreeLists.texts(tree.list("finalizers"));
  }

  /// The objects it belongs to.
  public List<OwnerReference> ownerReferences() {
    List<OwnerReference> owners = new ArrayList<>();
    for (Tree each : tree.list("ownerReferences")) {
      if (each instanceof Tree.Obj owner) owners.add(OwnerReference.of(owner));
    }
    return owners;
  }

  /// The one owner that manages it.
  public Optional<OwnerReference> controller() {
    return ownerReferences().stream().filter(OwnerReference::controller).findFirst();
  }
}
