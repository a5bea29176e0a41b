package dev.roster.engine.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Where sources put events. Never blocks for longer than the publication of a catalog takes.
public interface ObjectSink {
  /// Applies the events together: no reader sees a part of them.
  void accept(List<ObjectEvent> events);

  /// Applies events that are told part by part, together, as [#accept]; of those parts none needs
  /// to be held. Others that accept wait meanwhile.
  ///
  /// @return whether they were applied
  /// @throws OutOfMemoryError where the heap has no room for them beside what they replace: none is
  ///   applied
  default boolean acceptParts(Parts parts) {
    List<ObjectEvent> all = new ArrayList<>();
    if (!parts.tell(all::addAll)) return false;
    accept(all);
    return true;
  }

  /// Events that come in parts.
  @FunctionalInterface
  interface Parts {
    /// Tells all parts in order; false where they break off: then none is applied.
    boolean tell(Consumer<List<ObjectEvent>> each);
  }
}
