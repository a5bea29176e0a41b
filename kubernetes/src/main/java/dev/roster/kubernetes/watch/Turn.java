package dev.roster.kubernetes.watch;

import dev.roster.engine.feed.ObjectEvent;
import java.util.List;

/// What a [Reflector] says to something heard.
///
/// @param events for the catalog, in order
record Turn(List<ObjectEvent> events, Next next) {
  /// What to do now.
  sealed interface Next {
    /// Go on reading the body.
    record Read() implements Next {}

    /// Let go of the body, if one is open, and ask this.
    record Ask(Request request) implements Next {}

    /// Let go of the body and wait.
    record Wait(long nanos) implements Next {}

    /// Ask the server whether it is ready.
    record Probe() implements Next {}
  }
}
