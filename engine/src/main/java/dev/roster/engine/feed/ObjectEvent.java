package dev.roster.engine.feed;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.List;
import java.util.Set;

/// One thing that an origin says. Events of one (origin, kind) come in order; kinds have no common
/// order.
///
/// A `position` is the origin's resourceVersion up to which events of that kind were applied; ""
/// where the origin has none (files).
public sealed interface ObjectEvent {
  /// Exactly these facts are all there is of the kind: what is held and not named here is gone.
  record Replace(String origin, Kind kind, List<Fact> all, String position) implements ObjectEvent {
    public Replace {
      all = List.copyOf(all);
    }
  }

  /// All there is of the kind is said anew, fact by fact; [Only] is the end. Until then what is
  /// held and was not said yet may be there or gone.
  record Listing(String origin, Kind kind) implements ObjectEvent {}

  /// What is held of the kind and not named here is gone.
  record Only(String origin, Kind kind, Set<ObjectKey> all) implements ObjectEvent {}

  /// New or changed.
  record Put(Fact fact, String position) implements ObjectEvent {}

  /// Gone.
  record Delete(ObjectKey key, String position) implements ObjectEvent {}

  /// The origin can be heard, and of the kind nothing happened up to this position that was not
  /// said; "" where it says no new one.
  record Reached(String origin, Kind kind, String position) implements ObjectEvent {}

  /// All there is of the kind has been said once.
  record Synced(String origin, Kind kind) implements ObjectEvent {}

  /// The origin can't be heard for this kind; what is known stays and ages.
  record Lost(String origin, Kind kind, String reason) implements ObjectEvent {}
}
