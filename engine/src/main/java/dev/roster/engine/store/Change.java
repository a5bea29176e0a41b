package dev.roster.engine.store;

/// One write as a watch tells it.
public sealed interface Change {
  /// The object after the write; for a deletion the last one there was, with the deletion's
  /// revision.
  StoredObject object();

  /// The write's revision.
  default long revision() {
    return object().revision();
  }

  /// A new object.
  record Added(StoredObject object) implements Change {}

  /// Another content.
  ///
  /// @param previous what it was before, for readers that select by content
  record Modified(StoredObject object, StoredObject previous) implements Change {}

  /// It is gone.
  record Deleted(StoredObject object) implements Change {}
}
