package dev.roster.engine.feed;

import java.util.List;

/// Where sources put events. Never blocks for longer than the publication of a catalog takes.
public interface ObjectSink {
  /// Applies the events together: no reader sees a part of them.
  void accept(List<ObjectEvent> events);
}
