package dev.roster.kubernetes.decode;

/// One event of a watch.
public sealed interface WatchFrame {
  /// New, or changed: clients treat both alike, since a watch may begin anywhere.
  ///
  /// @param added what the server calls it
  record Put(ApiObject object, boolean added) implements WatchFrame {}

  /// Gone; the object is as it was last, with the resourceVersion of its end.
  record Deleted(ApiObject object) implements WatchFrame {}

  /// Nothing happened up to this resourceVersion.
  ///
  /// @param initialEventsEnd whether all objects that there were have been sent now: the end of the
  ///   first part of a streaming list
  record Bookmark(String resourceVersion, boolean initialEventsEnd) implements WatchFrame {}

  /// The watch can't go on; 410 says that it has to begin anew. The server closes it.
  record Failed(ApiStatus status) implements WatchFrame {}

  /// An event of a type that this version doesn't know.
  record Other(String type) implements WatchFrame {}
}
