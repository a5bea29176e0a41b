package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Feed;
import dev.roster.core.catalog.Catalog.FeedState;
import dev.roster.core.objects.Kind;
import java.util.Map;
import java.util.TreeMap;

/// How far each kind of each origin has come, while one edit works on it.
final class FeedsDraft {
  private final Map<Feed, FeedState> before;
  private Map<Feed, FeedState> feeds; // that of before until something is said
  private boolean synced;
  private boolean opened;

  FeedsDraft(Map<Feed, FeedState> before) {
    this.before = before;
    this.feeds = before;
  }

  /// All there is of the kind is told for the first time, from here on.
  void opening(String origin, Kind kind) {
    FeedState old = state(origin, kind);
    if (!old.synced()) put(origin, kind, new FeedState(old.position(), false, old.stale(), true));
  }

  /// All there is of the kind has been told once.
  void synced(String origin, Kind kind) {
    FeedState old = state(origin, kind);
    synced |= !old.synced();
    opened |= old.opening();
    put(origin, kind, new FeedState(old.position(), true, old.stale(), false));
  }

  void reached(String origin, Kind kind, String position) {
    FeedState old = state(origin, kind);
    put(origin, kind, new FeedState(position, old.synced(), old.stale(), old.opening()));
  }

  void stale(String origin, Kind kind, boolean stale) {
    FeedState old = state(origin, kind);
    put(origin, kind, new FeedState(old.position(), old.synced(), stale, old.opening()));
  }

  private void put(String origin, Kind kind, FeedState state) {
    Map<Feed, FeedState> next = new TreeMap<>(feeds);
    next.put(new Feed(origin, kind), state);
    feeds = next;
  }

  private FeedState state(String origin, Kind kind) {
    return feeds.getOrDefault(new Feed(origin, kind), FeedState.NEW);
  }

  /// All of them, by now.
  Map<Feed, FeedState> all() {
    return feeds;
  }

  /// Whether the kind is told for the first time, and not to its end.
  boolean isOpening(String origin, Kind kind) {
    return state(origin, kind).opening();
  }

  /// Whether some kind came to the end of its first telling that had a begin.
  boolean isOpened() {
    return opened;
  }

  /// Whether some kind was told in full for the first time.
  boolean isSynced() {
    return synced;
  }

  /// Whether the kinds that were told in full are those of before.
  boolean knowsAsMuch() {
    if (feeds.equals(before)) return true;
    if (!feeds.keySet().equals(before.keySet())) return false;
    for (Map.Entry<Feed, FeedState> each : feeds.entrySet()) {
      FeedState old = before.getOrDefault(each.getKey(), FeedState.NEW);
      if (each.getValue().synced() != old.synced()) return false;
    }
    return true;
  }
}
