package dev.roster.core.catalog;

import dev.roster.core.objects.Kind;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;

/// How far each kind of each origin has come. They are few, and nearly each edit moves one: an
/// array, without keys that are made to ask for something. Immutable.
final class Feeds {
  /// Nothing was heard of any.
  static final Feeds NONE = new Feeds(new Feed[0]);

  private final Feed[] feeds; // any order
  private final boolean stale;

  /// How far one kind of one origin has come.
  ///
  /// @param position the resourceVersion up to which it was told; "" where nothing was
  /// @param synced whether all there is has been told once
  /// @param stale whether it can't be heard for too long
  /// @param opening whether it is told for the first time, and not to its end
  record Feed(
      String origin, Kind kind, String position, boolean synced, boolean stale, boolean opening) {
    boolean isOf(String someOrigin, Kind someKind) {
      return kind.equals(someKind) && origin.equals(someOrigin);
    }

    private boolean isSame(Feed other) {
      return isOf(other.origin, other.kind)
          && synced == other.synced
          && stale == other.stale
          && opening == other.opening
          && position.equals(other.position);
    }
  }

  private Feeds(Feed[] feeds) {
    this.feeds = feeds;
    boolean anyStale = false;
    for (Feed feed : feeds) anyStale |= feed.stale;
    this.stale = anyStale;
  }

  /// One kind of one origin; as if nothing was heard where nothing was.
  Feed of(String origin, Kind kind) {
    for (Feed feed : feeds) if (feed.isOf(origin, kind)) return feed;
    return new Feed(origin, kind, "", false, false, false);
  }

  /// The same with this for what is held of its kind and origin.
  Feeds with(Feed feed) {
    int at = 0;
    while (at < feeds.length && !feeds[at].isOf(feed.origin, feed.kind)) at++;
    Feed[] next = Arrays.copyOf(feeds, Math.max(feeds.length, at + 1));
    next[at] = feed;
    return new Feeds(next);
  }

  /// Whether some is stale.
  boolean isStale() {
    return stale;
  }

  /// The origins that were heard of, in order.
  NavigableSet<String> origins() {
    NavigableSet<String> origins = new TreeSet<>();
    for (Feed feed : feeds) origins.add(feed.origin);
    return origins;
  }

  /// Whether both say the same of the same.
  boolean isSame(Feeds other) {
    if (this == other) return true;
    if (feeds.length != other.feeds.length) return false;
    for (Feed feed : feeds) if (!feed.isSame(other.of(feed.origin, feed.kind))) return false;
    return true;
  }

  /// Whether both were heard of the same, and told in full of the same.
  boolean knowsAsMuchAs(Feeds other) {
    if (this == other) return true;
    if (feeds.length != other.feeds.length) return false;
    for (Feed feed : feeds) {
      int at = 0;
      while (at < feeds.length && !other.feeds[at].isOf(feed.origin, feed.kind)) at++;
      if (at == feeds.length || other.feeds[at].synced != feed.synced) return false;
    }
    return true;
  }
}
