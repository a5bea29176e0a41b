package dev.roster.engine.store;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The store in memory, lost with the process: the reference for every other one.
///
/// One write at a time takes the lock, publishes the next view, then offers the change to the
/// watches; nothing waits while holding the lock. Readers read one volatile field.
public final class MemoryStore implements ObjectStore, AutoCloseable {
  /// Objects of all kinds together, at most; a create beyond is refused.
  public static final int OBJECTS_MAX = 200_000;

  /// Changes that are kept for watches that begin in the past; older ones are [Watch.Next.Gone].
  public static final int HISTORY_CHANGES_MAX = 8_192;

  /// Changes that wait for one slow watch, at most; then it is [Watch.Next.Gone].
  public static final int WATCH_CHANGES_MAX = 8_192;

  /// Watches open at one time, at most; one beyond is [Watch.Next.Gone] at once.
  public static final int WATCHES_MAX = 4_096;

  private final Bounds bounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Change[] history; // guarded by lock; the change of revision r is at r % length
  private final Map<Kind, Set<MemoryWatch>> watches = new HashMap<>(); // guarded by lock
  private int watchCount; // guarded by lock
  private boolean closed; // guarded by lock
  private volatile View view = new View(0, Map.of(), 0); // written under lock

  /// A store with the bounds of the constants above.
  public MemoryStore() {
    this(new Bounds(OBJECTS_MAX, HISTORY_CHANGES_MAX, WATCH_CHANGES_MAX, WATCHES_MAX));
  }

  /// A store with other bounds.
  public MemoryStore(Bounds bounds) {
    this.bounds = bounds;
    this.history = new Change[bounds.historyChangesMax];
  }

  /// How much it holds, see the constants.
  public record Bounds(
      int objectsMax, int historyChangesMax, int watchChangesMax, int watchesMax) {}

  /// All objects at one revision.
  private record View(long revision, Map<Kind, ImmutableIndex> kinds, int objects) {
    ImmutableIndex of(Kind kind) {
      return kinds.getOrDefault(kind, ImmutableIndex.EMPTY);
    }

    View next(Kind kind, ImmutableIndex index) {
      Map<Kind, ImmutableIndex> next = new HashMap<>(kinds);
      next.put(kind, index);
      return new View(revision + 1, next, objects - of(kind).size() + index.size());
    }
  }

  @Override
  public long revision() {
    return view.revision;
  }

  @Override
  public Optional<StoredObject> get(ObjectKey key) {
    return view.of(key.kind()).get(key);
  }

  @Override
  public Listing list(Kind kind, String namespace) {
    View now = view;
    return new Listing(now.of(kind).list(namespace), now.revision);
  }

  @Override
  public WriteResult create(ObjectKey key, Tree.Obj tree) {
    lock.lock();
    try {
      Optional<StoredObject> current = get(key);
      if (current.isPresent()) return new WriteResult.Exists(current.get());
      if (closed) return CLOSED;
      if (view.objects >= bounds.objectsMax) {
        return new WriteResult.Refused("the store is full: " + bounds.objectsMax + " objects");
      }
      StoredObject object = stamped(key, tree);
      commit(view.of(key.kind()).with(object), new Change.Added(object));
      return new WriteResult.Done(object);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WriteResult update(ObjectKey key, Tree.Obj tree, long expected) {
    lock.lock();
    try {
      Optional<StoredObject> found = get(key);
      if (found.isEmpty()) return new WriteResult.Missing();
      StoredObject current = found.get();
      if (expected != ANY_REVISION && expected != current.revision()) {
        return new WriteResult.Conflict(current);
      }
      if (withRevision(tree, current.revision()).equals(current.tree())) {
        return new WriteResult.Unchanged(current);
      }
      if (closed) return CLOSED;
      StoredObject object = stamped(key, tree);
      commit(view.of(key.kind()).with(object), new Change.Modified(object, current));
      return new WriteResult.Done(object);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WriteResult delete(ObjectKey key, long expected) {
    lock.lock();
    try {
      Optional<StoredObject> found = get(key);
      if (found.isEmpty()) return new WriteResult.Missing();
      StoredObject current = found.get();
      if (expected != ANY_REVISION && expected != current.revision()) {
        return new WriteResult.Conflict(current);
      }
      if (closed) return CLOSED;
      StoredObject object = stamped(key, current.tree());
      commit(view.of(key.kind()).without(key), new Change.Deleted(object));
      return new WriteResult.Done(object);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Watch watch(Set<Kind> kinds, long after) {
    lock.lock();
    try {
      long now = view.revision;
      long oldest = Math.max(0, now - history.length);
      if (closed) return MemoryWatch.gone("the store is closed");
      if (after > now) return MemoryWatch.gone("too new: revision " + after + ", now " + now);
      if (after < oldest) {
        return MemoryWatch.gone("too old resource version: " + after + " (" + oldest + ")");
      }
      if (watchCount >= bounds.watchesMax) {
        return MemoryWatch.gone("too many watches: " + bounds.watchesMax);
      }
      List<Change> missed = new ArrayList<>();
      for (long revision = after + 1; revision <= now; revision++) {
        Change change = history[(int) (revision % history.length)];
        if (kinds.contains(change.object().key().kind())) missed.add(change);
      }
      MemoryWatch watch = new MemoryWatch(this, Set.copyOf(kinds), missed, bounds.watchChangesMax);
      for (Kind kind : watch.kinds()) {
        watches.computeIfAbsent(kind, _ -> new HashSet<>()).add(watch);
      }
      watchCount++;
      return watch;
    } finally {
      lock.unlock();
    }
  }

  /// Ends all watches and refuses what is written from now on; reading goes on.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      List<MemoryWatch> open = new ArrayList<>();
      watches.values().forEach(open::addAll);
      for (MemoryWatch watch : open) {
        watch.end("the store is closed");
        forget(watch);
      }
    } finally {
      lock.unlock();
    }
  }

  /// How many watches are open.
  public int watchCount() {
    lock.lock();
    try {
      return watchCount;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a closed watch off the books.
  void remove(MemoryWatch watch) {
    lock.lock();
    try {
      forget(watch);
    } finally {
      lock.unlock();
    }
  }

  /// The revision that a watch has seen all of when nothing waits for it: no write can be between
  /// publication and its offer while this holds the lock.
  long settledRevision(MemoryWatch watch) {
    lock.lock();
    try {
      return watch.positionAt(view.revision);
    } finally {
      lock.unlock();
    }
  }

  private void forget(MemoryWatch watch) {
    boolean known = false;
    for (Kind kind : watch.kinds()) {
      Set<MemoryWatch> ofKind = watches.getOrDefault(kind, Set.of());
      if (ofKind.contains(watch)) {
        known = true;
        ofKind.remove(watch);
        if (ofKind.isEmpty()) watches.remove(kind);
      }
    }
    if (known) watchCount--;
  }

  private void commit(ImmutableIndex index, Change change) {
    Kind kind = change.object().key().kind();
    history[(int) (change.revision() % history.length)] = change;
    view = view.next(kind, index); // visible before anyone is told
    List<MemoryWatch> overrun = new ArrayList<>();
    for (MemoryWatch watch : watches.getOrDefault(kind, Set.of())) {
      if (!watch.offer(change)) overrun.add(watch);
    }
    overrun.forEach(this::forget);
  }

  private StoredObject stamped(ObjectKey key, Tree.Obj tree) {
    long revision = view.revision + 1;
    return new StoredObject(key, withRevision(tree, revision), revision);
  }

  private static Tree.Obj withRevision(Tree.Obj tree, long revision) {
    return tree.with(List.of("metadata", "resourceVersion"), Tree.Text.of(Long.toString(revision)));
  }

  private static final WriteResult CLOSED = new WriteResult.Refused("the store is closed");
}
