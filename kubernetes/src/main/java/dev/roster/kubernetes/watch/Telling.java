package dev.roster.kubernetes.watch;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.Positions;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.kubernetes.decode.ApiObject;
import dev.roster.kubernetes.watch.HeldVersions.Known;
import java.util.ArrayList;
import java.util.List;

/// What a [Reflector] tells the catalog: objects as they come, within lists and behind them, the
/// sweep at a list's end, and the position.
final class Telling {
  private final String origin;
  private final Kind kind;
  private final HeldVersions held;
  private final WatchCounts counts;

  private String position = ""; // "" until the first list ended
  private boolean synced;
  private boolean comparing;
  private List<ObjectEvent> events = new ArrayList<>(2);

  Telling(String origin, Kind kind, HeldVersions held, WatchCounts counts) {
    this.origin = origin;
    this.kind = kind;
    this.held = held;
    this.counts = counts;
  }

  /// What was said since it was last taken, in order.
  List<ObjectEvent> taken() {
    if (events.isEmpty()) return List.of();
    List<ObjectEvent> said = events;
    events = new ArrayList<>(2);
    return said;
  }

  /// Up to where all is told.
  String position() {
    return position;
  }

  /// Whether a version is older than what is told.
  boolean isBehind(String at) {
    return !Positions.covers(at, position);
  }

  /// Whether all there is was told once.
  boolean isSynced() {
    return synced;
  }

  /// Objects that are held.
  int size() {
    return held.size();
  }

  /// All objects are going to be told anew.
  ///
  /// @param as of the position: what differs, the watch should have told
  void listing(boolean as) {
    comparing = as;
    held.unmark();
    events.add(new ObjectEvent.Listing(origin, kind));
  }

  /// One object of a list, whose order is that of names.
  void item(ApiObject object) {
    tell(object, "");
  }

  /// One object that changed behind the list.
  void put(ApiObject object) {
    position = object.resourceVersion();
    tell(object, position);
  }

  /// One object of a list is gone before its end.
  void unlisted(ObjectKey key) {
    held.remove(key);
    events.add(new ObjectEvent.Delete(key, ""));
  }

  /// One object is gone.
  void deleted(ApiObject object) {
    position = object.resourceVersion();
    held.remove(object.key());
    events.add(new ObjectEvent.Delete(object.key(), position));
  }

  /// Nothing else happened up to here.
  void reached(String at) {
    position = at;
    events.add(new ObjectEvent.Reached(origin, kind, at));
  }

  /// The server can be heard.
  void heard() {
    events.add(new ObjectEvent.Reached(origin, kind, ""));
  }

  void lost(String why) {
    events.add(new ObjectEvent.Lost(origin, kind, why));
  }

  /// All there is was told.
  ///
  /// @param at the list's resourceVersion; "" of a kind that the API does not have
  void listed(String at) {
    if (!at.isEmpty() && isBehind(at)) counts.fault(kind, Fault.FELL);
    int swept = held.sweep();
    if (comparing && swept > 0) counts.missed(kind, Missed.REMOVED, swept);
    comparing = false;
    events.add(new ObjectEvent.Only(origin, kind, held.keys()));
    reached(at);
    if (!synced) events.add(new ObjectEvent.Synced(origin, kind));
    synced = true;
  }

  private void tell(ApiObject object, String at) {
    ObjectKey key = object.key();
    switch (object.reading()) {
      case Reading.Read(var fact) -> {
        Known known = held.put(key, object.resourceVersion());
        if (comparing) {
          if (known == Known.NOTHING) counts.missed(kind, Missed.ADDED, 1);
          if (known == Known.OTHER) counts.missed(kind, Missed.CHANGED, 1);
        }
        events.add(new ObjectEvent.Put(fact, at)); // also what is known: the catalog compares
      }
      case Reading.Nothing _ -> {
        held.remove(key);
        events.add(new ObjectEvent.Delete(key, at));
      }
      case Reading.Ignored _ -> passed(at);
      case Reading.Broken _ -> {
        counts.fault(kind, Fault.BROKEN_OBJECT);
        held.mark(key); // what was known of it stays
        passed(at);
      }
    }
  }

  private void passed(String at) {
    if (!at.isEmpty()) events.add(new ObjectEvent.Reached(origin, kind, at));
  }
}
