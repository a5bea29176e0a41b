package dev.roster.engine.control;

import dev.roster.core.objects.ObjectKey;
import java.time.Duration;
import java.util.function.Consumer;

/// What is particular to one controller: which keys a change concerns, and what to do for a key.
interface Reconciler {
  /// As Kubernetes names it: `statefulset-controller`.
  String name();

  /// Names the keys that a change concerns. Quick; called by one thread.
  void changed(ObjectChange change, Consumer<ObjectKey> keys);

  /// Names all keys there are.
  void all(Consumer<ObjectKey> keys);

  /// Reads, plans and acts for a key. Never called for one key by two threads at a time.
  Result reconcile(ObjectKey key);

  /// What became of a key.
  sealed interface Result {
    /// All is as it should be, or will be heard of.
    record Done() implements Result {}

    /// It is to be looked at again after this long, though nothing changes.
    record Again(Duration after) implements Result {}

    /// It failed in a way that may pass: tried again with back-off.
    record Retry(String reason) implements Result {}

    /// It can't succeed until the object changes.
    record Stop(String reason) implements Result {}

    /// All is as it should be.
    Result DONE = new Done();
  }
}
