package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.store.Change;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Watch;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Follows all kinds of a store in one watch and tells of each change what was before it. After a
/// lost watch it lists everything again and tells the differences: nothing is missed, at most
/// skipped over.
///
/// What it remembers serves the comparison only; whoever acts on a change reads the store, whose
/// view is never behind what this tells.
final class Follower implements AutoCloseable {
  /// The wait before a watch that ends at once is tried again; it doubles each time.
  private static final Duration REWATCH_FIRST = Duration.ofMillis(10);

  /// The longest wait before a lost watch is tried again.
  private static final Duration REWATCH_MAX = Duration.ofSeconds(5);

  private final ObjectStore store;
  private final Set<Kind> kinds;
  private final Consumer<ObjectChange> listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<ObjectKey, StoredObject> known = new HashMap<>(); // by the following thread
  private volatile Watch watch; // written by the following thread

  /// Begins to follow: what there is already is told before this returns.
  ///
  /// @param listener must be quick; called by one thread at a time
  Follower(ObjectStore store, Set<Kind> kinds, Consumer<ObjectChange> listener) {
    this.store = store;
    this.kinds = Set.copyOf(kinds);
    this.listener = listener;
    this.watch = listed();
  }

  /// Follows until it is closed.
  void run() throws InterruptedException {
    Duration wait = REWATCH_FIRST;
    while (closed.getCount() > 0) {
      if (handle(watch.take())) {
        wait = REWATCH_FIRST;
      } else {
        if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) return;
        wait = wait.multipliedBy(2).compareTo(REWATCH_MAX) < 0 ? wait.multipliedBy(2) : wait;
        rewatch();
      }
    }
  }

  /// Tells what waits; whether there was anything. For those who bring their own time.
  boolean step() throws InterruptedException {
    Watch.Next next = watch.poll(Duration.ZERO);
    if (!handle(next)) {
      rewatch();
      return true;
    }
    return next instanceof Watch.Next.Changes(var changes) && !changes.isEmpty();
  }

  /// Ends it; [#run] returns soon after.
  @Override
  public void close() {
    closed.countDown();
    watch.close();
  }

  private boolean handle(Watch.Next next) {
    return switch (next) {
      case Watch.Next.Changes(var changes) -> {
        changes.forEach(this::apply);
        yield true;
      }
      case Watch.Next.Gone _ -> false;
    };
  }

  private void rewatch() {
    watch.close();
    watch = listed();
    if (closed.getCount() == 0) watch.close(); // it was closed meanwhile
  }

  private Watch listed() {
    // Changes from here on are told by the watch too; they are then no news.
    long revision = store.revision();
    Set<ObjectKey> there = new HashSet<>();
    for (Kind kind : kinds.stream().sorted().toList()) {
      for (StoredObject object : store.list(kind, "").objects()) {
        there.add(object.key());
        put(object);
      }
    }
    List<StoredObject> gone =
        known.values().stream().filter(object -> !there.contains(object.key())).toList();
    for (StoredObject object : gone) {
      known.remove(object.key());
      listener.accept(new ObjectChange(Optional.of(object), Optional.empty()));
    }
    return store.watch(kinds, revision);
  }

  private void apply(Change change) {
    switch (change) {
      case Change.Added(var object) -> put(object);
      case Change.Modified(var object, _) -> put(object);
      case Change.Deleted(var object) -> {
        StoredObject old = known.get(object.key());
        if (old == null || old.revision() >= object.revision()) return;
        known.remove(object.key());
        listener.accept(new ObjectChange(Optional.of(old), Optional.empty()));
      }
    }
  }

  private void put(StoredObject object) {
    StoredObject old = known.get(object.key());
    if (old != null && old.revision() >= object.revision()) return;
    known.put(object.key(), object);
    listener.accept(new ObjectChange(Optional.ofNullable(old), Optional.of(object)));
  }
}
