package dev.roster.engine.store;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.util.Optional;
import java.util.Set;

/// Objects with revisions, and a watch over what changes: the port between the engine and what
/// keeps its objects.
///
/// Every write that changes something takes the next revision: revisions are dense, rise by one and
/// are shared by all kinds. The store writes the revision into `metadata.resourceVersion`; all else
/// of an object is its caller's (see [Verbs] for what Kubernetes sets). Readers take a published
/// immutable view and never wait for a writer. A change can be read before a watch tells of it.
public interface ObjectStore {
  /// The revision of the published view; 0 before the first write.
  long revision();

  /// The object as it is now, if there is one.
  Optional<StoredObject> get(ObjectKey key);

  /// All objects of a kind in a namespace, in name order, with the revision at which they were all
  /// there is: watching from it misses nothing.
  ///
  /// @param namespace "" for all namespaces (in the order namespace, name) and for kinds without
  Listing list(Kind kind, String namespace);

  /// Stores a new object.
  ///
  /// @return `Done`, `Exists` or `Refused`
  WriteResult create(ObjectKey key, Tree.Obj tree);

  /// Replaces an object. A tree equal to the stored one (resourceVersion aside) changes nothing and
  /// takes no revision.
  ///
  /// @param expected the revision that the object must have, [#ANY_REVISION] for whichever it has
  /// @return `Done`, `Unchanged`, `Missing`, `Conflict` or `Refused`
  WriteResult update(ObjectKey key, Tree.Obj tree, long expected);

  /// Removes an object. The deletion takes a revision of its own.
  ///
  /// @param expected the revision that the object must have, [#ANY_REVISION] for whichever it has
  /// @return `Done` with what was removed, carrying the deletion's revision; `Missing` or
  ///   `Conflict`
  WriteResult delete(ObjectKey key, long expected);

  /// Everything that changed in these kinds after a revision, in order and without gaps, and then
  /// what changes from now on. What can't be told any more is a [Watch.Next.Gone], never an
  /// exception: list again and watch from there.
  ///
  /// @param after tell of revisions above this one
  Watch watch(Set<Kind> kinds, long after);

  /// In place of an expected revision: whichever it is.
  long ANY_REVISION = -1;

  /// What a write did.
  sealed interface WriteResult {
    /// It is stored (or removed), visible to readers already.
    record Done(StoredObject object) implements WriteResult {}

    /// It was equal to what is stored: nothing was written.
    record Unchanged(StoredObject object) implements WriteResult {}

    /// An object with this key is there already.
    record Exists(StoredObject current) implements WriteResult {}

    /// There is no object with this key.
    record Missing() implements WriteResult {}

    /// The object has another revision than expected.
    record Conflict(StoredObject current) implements WriteResult {}

    /// A bound of the store is reached, or it is closed.
    record Refused(String reason) implements WriteResult {}
  }
}
