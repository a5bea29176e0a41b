package dev.roster.engine.store;

import java.util.OptionalLong;

/// How to delete.
///
/// @param graceSeconds how long a Pod may take to end; empty: what its spec says; 0: it is removed
///   at once, which is what the node does when the processes have ended
/// @param uid only an object of this uid; "" for whichever
/// @param revision only at this revision; [ObjectStore#ANY_REVISION] for whichever
public record DeleteOptions(OptionalLong graceSeconds, String uid, long revision) {
  /// With the object's own grace.
  public static final DeleteOptions DEFAULT =
      new DeleteOptions(OptionalLong.empty(), "", ObjectStore.ANY_REVISION);

  /// At once, whatever runs: the removal that ends a graceful deletion.
  ///
  /// @param uid only an object of this uid; "" for whichever
  public static DeleteOptions now(String uid) {
    return new DeleteOptions(OptionalLong.of(0), uid, ObjectStore.ANY_REVISION);
  }
}
