package dev.roster.engine.control;

import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.StoredObject;
import java.util.Optional;

/// What a controller hears of an object: as it was last heard of, and as it is. One of the two is
/// there at least; changes in between may have been skipped.
record ObjectChange(Optional<StoredObject> before, Optional<StoredObject> after) {
  /// Which object.
  ObjectKey key() {
    return after.or(() -> before).orElseThrow().key();
  }

  /// As it is, or as it last was.
  Tree.Obj latest() {
    return after.or(() -> before).orElseThrow().tree();
  }

  /// As it was, `{}` if it is new.
  Tree.Obj old() {
    return before.map(StoredObject::tree).orElse(Tree.Obj.EMPTY);
  }

  /// As it is, `{}` if it is gone.
  Tree.Obj now() {
    return after.map(StoredObject::tree).orElse(Tree.Obj.EMPTY);
  }

  /// Whether it is gone.
  boolean isDeletion() {
    return after.isEmpty();
  }
}
