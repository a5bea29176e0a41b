package dev.roster.engine.store;

import dev.roster.core.objects.ObjectKey;

/// What a verb did. The messages are as Kubernetes words them, without the "Error from server".
public sealed interface Outcome {
  /// A new object is stored.
  record Created(StoredObject object) implements Outcome {}

  /// It is stored, changed.
  record Updated(StoredObject object) implements Outcome {}

  /// It was so already; the revision stays.
  record Unchanged(StoredObject object) implements Outcome {}

  /// It will go: it carries a deletionTimestamp and stays until its grace is over or its finalizers
  /// are gone.
  record Deleting(StoredObject object) implements Outcome {}

  /// It is gone.
  record Deleted(StoredObject object) implements Outcome {}

  /// There is no such object, or no such namespace.
  ///
  /// @param missing what there isn't
  record NotFound(ObjectKey missing) implements Outcome {}

  /// There is one of this name.
  record AlreadyExists(StoredObject current) implements Outcome {}

  /// Another revision or uid than the caller said.
  record Conflict(StoredObject current, String message) implements Outcome {}

  /// What may never be done, or not now.
  record Forbidden(String message) implements Outcome {}

  /// The store takes no more.
  record Refused(String message) implements Outcome {}
}
