package dev.roster.core.catalog;

import dev.roster.core.catalog.Feeds.Feed;
import dev.roster.core.objects.Kind;

/// How far each kind of each origin has come, while one edit works on it.
final class FeedsDraft {
  private final Feeds before;
  private Feeds feeds;
  private boolean synced;
  private boolean opened;

  FeedsDraft(Feeds before) {
    this.before = before;
    this.feeds = before;
  }

  /// All there is of the kind is told for the first time, from here on.
  void opening(String origin, Kind kind) {
    Feed old = feeds.of(origin, kind);
    if (!old.synced()) put(new Feed(origin, kind, old.position(), false, old.stale(), true));
  }

  /// All there is of the kind has been told once.
  void synced(String origin, Kind kind) {
    Feed old = feeds.of(origin, kind);
    synced |= !old.synced();
    opened |= old.opening();
    put(new Feed(origin, kind, old.position(), true, old.stale(), false));
  }

  void reached(String origin, Kind kind, String position) {
    Feed old = feeds.of(origin, kind);
    put(new Feed(origin, kind, position, old.synced(), old.stale(), old.opening()));
  }

  void stale(String origin, Kind kind, boolean stale) {
    Feed old = feeds.of(origin, kind);
    put(new Feed(origin, kind, old.position(), old.synced(), stale, old.opening()));
  }

  private void put(Feed feed) {
    feeds = feeds.with(feed);
  }

  /// All of them, by now.
  Feeds all() {
    return feeds;
  }

  /// Whether the kind is told for the first time, and not to its end.
  boolean isOpening(String origin, Kind kind) {
    return feeds.of(origin, kind).opening();
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
    return feeds.knowsAsMuchAs(before);
  }
}
