package dev.roster.api;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.Listing;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// GET of objects and collections, and the start of watches.
final class Reads {
  private final ObjectStore store;
  private final InstantSource clock;

  Reads(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// The stored object.
  StoredObject find(ResourcePath.Named path) throws RefusedException {
    ObjectKey key = ObjectKey.local(path.entry().kind(), path.namespace(), path.name());
    Optional<StoredObject> found = store.get(key);
    if (found.isPresent()) return found.get();
    throw new RefusedException(Failure.notFound(path.entry(), path.name()));
  }

  /// GET of one object.
  Reply get(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    Tree.Obj tree = find(path).tree();
    if (!Tables.wanted(request)) return new Reply.Json(200, tree);
    String revision = tree.text("metadata", "resourceVersion");
    Tables tables = Tables.of(path.entry(), request);
    return new Reply.Json(200, tables.table(List.of(tree), revision, clock.instant()));
  }

  /// GET of a collection: a list, or with `watch` what changes.
  Reply list(ResourcePath.Collection path, ApiRequest request) throws RefusedException {
    Selector selector = Selector.of(request, path.entry().plural());
    long from = revision(request);
    if (request.flag("watch")) {
      return new Reply.Watching(WatchStream.open(store, clock, path, selector, request, from));
    }
    Listing listing = store.list(path.entry().kind(), path.namespace());
    if (from > listing.revision()) {
      throw new RefusedException(
          new Failure(
              504,
              "Timeout",
              "Too large resource version: " + from + ", current: " + listing.revision(),
              Tree.Obj.EMPTY));
    }
    List<Tree.Obj> found = new ArrayList<>();
    for (StoredObject object : listing.objects()) {
      if (selector.matches(object.tree())) found.add(object.tree());
    }
    String revision = Long.toString(listing.revision());
    if (Tables.wanted(request)) {
      Tables tables = Tables.of(path.entry(), request);
      return new Reply.Json(200, tables.table(found, revision, clock.instant()));
    }
    return new Reply.Json(200, list(path.entry(), found, revision));
  }

  /// A `PodList` and the like; items say neither kind nor apiVersion.
  static Tree.Obj list(Kinds.Entry entry, List<Tree.Obj> objects, String revision) {
    List<Tree> items = new ArrayList<>();
    for (Tree.Obj object : objects) items.add(object.without("kind").without("apiVersion"));
    return Failure.object(
        "kind", Tree.Text.of(entry.kind().name() + "List"),
        "apiVersion", Tree.Text.of(entry.apiVersion()),
        "metadata", Failure.object("resourceVersion", Tree.Text.of(revision)),
        "items", Tree.Arr.of(items));
  }

  /// The `resourceVersion` of the query; 0 without one.
  private static long revision(ApiRequest request) throws RefusedException {
    String text = request.parameter("resourceVersion");
    if (text.isEmpty()) return 0;
    if (!text.matches("[0-9]{1,18}")) {
      String message = "resourceVersion: Invalid value: \"" + text + "\": must be a number";
      throw new RefusedException(Failure.badRequest(message));
    }
    return Long.parseLong(text);
  }
}
