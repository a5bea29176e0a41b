package dev.roster.engine.store;

import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A sorted map from keys to objects that never changes: with and without give another one that
/// shares all but the path (a balanced tree in the manner of Adelson-Velsky and Landis). Readers
/// need no lock, and a write costs the logarithm of the size.
final class ImmutableIndex {
  /// The index without objects.
  static final ImmutableIndex EMPTY = new ImmutableIndex(Leaf.LEAF);

  private final Node root;

  private ImmutableIndex(Node root) {
    this.root = root;
  }

  int size() {
    return root.size();
  }

  Optional<StoredObject> get(ObjectKey key) {
    Node here = root;
    while (here instanceof Branch branch) {
      int order = key.compareTo(branch.object.key());
      if (order == 0) return Optional.of(branch.object);
      here = order < 0 ? branch.left : branch.right;
    }
    return Optional.empty();
  }

  /// The objects of a namespace in name order; "" for all.
  List<StoredObject> list(String namespace) {
    List<StoredObject> found = new ArrayList<>(namespace.isEmpty() ? root.size() : 16);
    collect(root, namespace, found);
    return found;
  }

  ImmutableIndex with(StoredObject object) {
    return new ImmutableIndex(put(root, object));
  }

  ImmutableIndex without(ObjectKey key) {
    return new ImmutableIndex(remove(root, key));
  }

  private static void collect(Node node, String namespace, List<StoredObject> found) {
    if (!(node instanceof Branch branch)) return;
    // Keys of one index differ in namespace and name only.
    int order = namespace.isEmpty() ? 0 : namespace.compareTo(branch.object.key().namespace());
    if (order <= 0) collect(branch.left, namespace, found);
    if (order == 0) found.add(branch.object);
    if (order >= 0) collect(branch.right, namespace, found);
  }

  private static Branch put(Node node, StoredObject object) {
    if (!(node instanceof Branch branch)) return Branch.of(Leaf.LEAF, object, Leaf.LEAF);
    int order = object.key().compareTo(branch.object.key());
    if (order == 0) return Branch.of(branch.left, object, branch.right);
    return order < 0
        ? balance(put(branch.left, object), branch.object, branch.right)
        : balance(branch.left, branch.object, put(branch.right, object));
  }

  private static Node remove(Node node, ObjectKey key) {
    if (!(node instanceof Branch branch)) return node;
    int order = key.compareTo(branch.object.key());
    if (order < 0) return balance(remove(branch.left, key), branch.object, branch.right);
    if (order > 0) return balance(branch.left, branch.object, remove(branch.right, key));
    if (!(branch.right instanceof Branch right)) return branch.left;
    StoredObject next = first(right);
    return balance(branch.left, next, remove(right, next.key()));
  }

  private static StoredObject first(Branch branch) {
    Branch here = branch;
    while (here.left instanceof Branch left) here = left;
    return here.object;
  }

  /// Joins two subtrees whose heights differ by at most two.
  private static Branch balance(Node left, StoredObject object, Node right) {
    if (left.height() > right.height() + 1 && left instanceof Branch l) {
      if (l.left.height() >= l.right.height()) {
        return Branch.of(l.left, l.object, Branch.of(l.right, object, right));
      }
      if (l.right instanceof Branch lr) {
        return Branch.of(
            Branch.of(l.left, l.object, lr.left), lr.object, Branch.of(lr.right, object, right));
      }
    }
    if (right.height() > left.height() + 1 && right instanceof Branch r) {
      if (r.right.height() >= r.left.height()) {
        return Branch.of(Branch.of(left, object, r.left), r.object, r.right);
      }
      if (r.left instanceof Branch rl) {
        return Branch.of(
            Branch.of(left, object, rl.left), rl.object, Branch.of(rl.right, r.object, r.right));
      }
    }
    return Branch.of(left, object, right);
  }

  /// The longest path from the root; a tree of n objects is at most 1.45 log2(n) high.
  int height() {
    return root.height();
  }

  private sealed interface Node {
    int height();

    int size();
  }

  private enum Leaf implements Node {
    LEAF;

    @Override
    public int height() {
      return 0;
    }

    @Override
    public int size() {
      return 0;
    }
  }

  private record Branch(Node left, StoredObject object, Node right, int height, int size)
      implements Node {
    static Branch of(Node left, StoredObject object, Node right) {
      return new Branch(
          left,
          object,
          right,
          1 + Math.max(left.height(), right.height()),
          1 + left.size() + right.size());
    }
  }
}
