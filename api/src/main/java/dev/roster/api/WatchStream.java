package dev.roster.api;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.store.Change;
import dev.roster.engine.store.Listing;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The events of one watch request as JSON lines. One thread reads it; closing it from another ends
/// the reading.
final class WatchStream implements AutoCloseable {
  /// How long a watch lasts where the client doesn't say (Kubernetes: 30 to 60 minutes).
  static final int TIMEOUT_SECONDS_DEFAULT = 2_700;

  /// How long a watch lasts at most.
  static final int TIMEOUT_SECONDS_MAX = 86_400;

  /// How often a bookmark tells the position, where bookmarks are asked for.
  static final int BOOKMARK_SECONDS = 60;

  private final Watch watch;
  private final InstantSource clock;
  private final Kinds.Entry entry;
  private final String namespace;
  private final Selector selector;
  private final Optional<Tables> tables;
  private final boolean bookmarks;
  private final Instant end;
  private Instant nextBookmark; // touched by the reading thread only
  private final List<String> first; // touched by the reading thread only
  private boolean over; // touched by the reading thread only

  private WatchStream(
      Watch watch,
      InstantSource clock,
      ResourcePath.Collection path,
      Selector selector,
      ApiRequest request) {
    this.watch = watch;
    this.clock = clock;
    this.entry = path.entry();
    this.namespace = path.namespace();
    this.selector = selector;
    this.tables =
        Tables.wanted(request) ? Optional.of(Tables.of(entry, request)) : Optional.empty();
    this.bookmarks = request.flag("allowWatchBookmarks");
    this.first = new ArrayList<>();
    Instant now = clock.instant();
    this.end = now.plusSeconds(timeoutSeconds(request));
    this.nextBookmark = now.plusSeconds(BOOKMARK_SECONDS);
  }

  /// Begins to watch a collection: from a revision, or with revision 0 from what there is.
  static WatchStream open(
      ObjectStore store,
      InstantSource clock,
      ResourcePath.Collection path,
      Selector selector,
      ApiRequest request,
      long from) {
    Set<dev.roster.core.objects.Kind> kinds = Set.of(path.entry().kind());
    boolean initial = request.flag("sendInitialEvents");
    if (from > 0 && !initial) {
      return new WatchStream(store.watch(kinds, from), clock, path, selector, request);
    }
    Listing listing = store.list(path.entry().kind(), path.namespace());
    Watch watch = store.watch(kinds, listing.revision());
    WatchStream stream = new WatchStream(watch, clock, path, selector, request);
    for (StoredObject object : listing.objects()) {
      if (selector.matches(object.tree())) {
        stream.first.add(stream.line("ADDED", object.tree(), object.revision()));
      }
    }
    if (initial) stream.first.add(stream.initialEnd(listing.revision()));
    return stream;
  }

  /// The next lines, each with its line feed; waits for them, and none when the watch is over.
  ///
  /// @throws InterruptedException when the reading thread is interrupted
  Optional<String> next() throws InterruptedException {
    if (!first.isEmpty()) {
      String lines = String.join("", first);
      first.clear();
      return Optional.of(lines);
    }
    while (!over) {
      Instant now = clock.instant();
      Duration left = Duration.between(now, end);
      if (left.isNegative() || left.isZero()) {
        over = true;
        return bookmarks ? Optional.of(bookmark(watch.position())) : Optional.empty();
      }
      Duration wait = left;
      if (bookmarks) {
        Duration untilBookmark = Duration.between(now, nextBookmark);
        if (untilBookmark.compareTo(wait) < 0) wait = untilBookmark;
      }
      StringBuilder lines = new StringBuilder();
      switch (watch.poll(wait)) {
        case Watch.Next.Changes(var changes) -> {
          for (Change change : changes) lines.append(line(change));
          if (bookmarks && !clock.instant().isBefore(nextBookmark)) {
            nextBookmark = clock.instant().plusSeconds(BOOKMARK_SECONDS);
            lines.append(bookmark(watch.position()));
          }
        }
        case Watch.Next.Gone(var reason) -> {
          over = true;
          lines.append(event("ERROR", Failure.expired(reason).status()));
        }
      }
      if (!lines.isEmpty()) return Optional.of(lines.toString());
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    watch.close();
  }

  /// A change as the selector sees it: an object that begins to match is added, one that stops is
  /// deleted with its old content (seen on a server).
  private String line(Change change) {
    Tree.Obj tree = change.object().tree();
    if (!namespace.isEmpty() && !namespace.equals(change.object().key().namespace())) return "";
    return switch (change) {
      case Change.Added _ -> selector.matches(tree) ? line("ADDED", tree, change.revision()) : "";
      case Change.Deleted _ ->
          selector.matches(tree) ? line("DELETED", tree, change.revision()) : "";
      case Change.Modified(var _, var previous) -> {
        boolean was = selector.matches(previous.tree());
        boolean is = selector.matches(tree);
        if (was && !is) {
          Tree revision = Tree.Text.of(Long.toString(change.revision()));
          Tree.Obj old = previous.tree().with(List.of("metadata", "resourceVersion"), revision);
          yield line("DELETED", old, change.revision());
        }
        yield is ? line(was ? "MODIFIED" : "ADDED", tree, change.revision()) : "";
      }
    };
  }

  private String line(String type, Tree.Obj tree, long revision) {
    if (tables.isEmpty()) return event(type, tree);
    String text = Long.toString(revision);
    return event(type, tables.get().table(List.of(tree), text, clock.instant()));
  }

  private String bookmark(long position) {
    return event("BOOKMARK", marked(position));
  }

  private String initialEnd(long revision) {
    Tree.Obj annotation = Failure.object("k8s.io/initial-events-end", Tree.Text.of("true"));
    return event("BOOKMARK", marked(revision).with(List.of("metadata", "annotations"), annotation));
  }

  private Tree.Obj marked(long position) {
    return Failure.object(
        "kind", Tree.Text.of(entry.kind().name()),
        "apiVersion", Tree.Text.of(entry.apiVersion()),
        "metadata", Failure.object("resourceVersion", Tree.Text.of(Long.toString(position))));
  }

  private static String event(String type, Tree.Obj object) {
    return JsonWriter.write(Failure.object("type", Tree.Text.of(type), "object", object)) + "\n";
  }

  private static long timeoutSeconds(ApiRequest request) {
    String text = request.parameter("timeoutSeconds");
    if (!text.matches("[0-9]{1,9}") || Long.parseLong(text) == 0) return TIMEOUT_SECONDS_DEFAULT;
    return Math.min(Long.parseLong(text), TIMEOUT_SECONDS_MAX);
  }
}
