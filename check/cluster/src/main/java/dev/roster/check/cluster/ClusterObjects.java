package dev.roster.check.cluster;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What a cluster has: objects with one sequence of resourceVersions, and the changes that led
/// there as far as they were not compacted away. As etcd, a past state can be read as long as its
/// changes are known.
public final class ClusterObjects {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final NavigableMap<ObjectKey, Tree.Obj> objects = new TreeMap<>(); // guarded by lock
  private final List<Change> changes = new ArrayList<>(); // guarded by lock
  private long version = 1000; // guarded by lock
  private long compacted; // changes up to here are forgotten; guarded by lock

  /// No objects.
  public ClusterObjects() {}

  /// One change.
  ///
  /// @param before as it was; empty: it is new
  /// @param after as it is, with its resourceVersion; of one that is gone as it was, with the
  ///   version of its end
  record Change(
      long version, ObjectKey key, Optional<Tree.Obj> before, Tree.Obj after, boolean gone) {}

  /// All objects of a kind at a version, in the order of keys.
  record State(long version, NavigableMap<ObjectKey, Tree.Obj> objects) {}

  /// The key of an object.
  public static ObjectKey key(Tree.Obj object) {
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    boolean namespaced = Kinds.of(kind).map(Kinds.Entry::namespaced).orElse(true);
    String namespace = namespaced ? object.text("metadata", "namespace") : "";
    return ObjectKey.local(kind, namespace, object.text("metadata", "name"));
  }

  /// Creates or replaces an object; it gets a resourceVersion, and a UID if it is new.
  ///
  /// @return its resourceVersion
  public long put(Tree.Obj object) {
    lock.lock();
    try {
      ObjectKey key = key(object);
      Optional<Tree.Obj> before = Optional.ofNullable(objects.get(key));
      String uid =
          before.map(old -> old.text("metadata", "uid")).orElse(UUID.randomUUID().toString());
      String stated = object.text("metadata", "uid");
      Tree.Obj after =
          at(object.with(List.of("metadata", "uid"), text(stated.isEmpty() ? uid : stated)));
      objects.put(key, after);
      changes.add(new Change(version, key, before, after, false));
      grown.signalAll();
      return version;
    } finally {
      lock.unlock();
    }
  }

  /// Removes an object.
  ///
  /// @return the resourceVersion of its end; 0 if there was none
  public long delete(ObjectKey key) {
    lock.lock();
    try {
      Tree.Obj old = objects.remove(key);
      if (old == null) return 0;
      changes.add(new Change(version + 1, key, Optional.of(old), at(old), true));
      grown.signalAll();
      return version;
    } finally {
      lock.unlock();
    }
  }

  private Tree.Obj at(Tree.Obj object) {
    version++;
    return object.with(List.of("metadata", "resourceVersion"), text(Long.toString(version)));
  }

  private static Tree text(String value) {
    return Tree.Text.of(value);
  }

  /// The newest resourceVersion.
  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /// Every object, in order.
  public List<Tree.Obj> all() {
    lock.lock();
    try {
      return List.copyOf(objects.values());
    } finally {
      lock.unlock();
    }
  }

  /// Forgets all changes so far: who stands behind them gets 410.
  public void compact() {
    lock.lock();
    try {
      compacted = version;
      changes.clear();
    } finally {
      lock.unlock();
    }
  }

  /// Sets the cluster back, as from a backup: the objects stay, the versions begin at a lower one.
  public void restore(long lower) {
    lock.lock();
    try {
      version = lower;
      compacted = lower;
      changes.clear();
      objects.replaceAll((_, object) -> at(object));
      compacted = version;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The objects of a kind now.
  State now(Kind kind) {
    lock.lock();
    try {
      return new State(version, of(kind));
    } finally {
      lock.unlock();
    }
  }

  /// The objects of a kind at a version; empty if its changes are forgotten.
  Optional<State> at(Kind kind, long then) {
    lock.lock();
    try {
      if (then < compacted || then > version) return Optional.empty();
      NavigableMap<ObjectKey, Tree.Obj> state = of(kind);
      for (int i = changes.size() - 1; i >= 0 && changes.get(i).version() > then; i--) {
        Change change = changes.get(i);
        if (!change.key().kind().equals(kind)) continue;
        if (change.before().isPresent()) state.put(change.key(), change.before().get());
        else state.remove(change.key());
      }
      return Optional.of(new State(then, state));
    } finally {
      lock.unlock();
    }
  }

  private NavigableMap<ObjectKey, Tree.Obj> of(Kind kind) {
    NavigableMap<ObjectKey, Tree.Obj> state = new TreeMap<>();
    objects.forEach((key, object) -> {
      if (key.kind().equals(kind)) state.put(key, object);
    });
    return state;
  }

  /// What changed of a kind behind a version; empty if that is forgotten.
  ///
  /// @param version up to here, of all kinds
  record Changes(long version, List<Change> all) {}

  /// Waits for changes of a kind behind a version.
  ///
  /// @return none of them if `nanos` passed first; empty if the version is forgotten
  Optional<Changes> since(Kind kind, long then, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (true) {
        if (then < compacted) return Optional.empty();
        List<Change> since = new ArrayList<>();
        for (int i = changes.size() - 1; i >= 0 && changes.get(i).version() > then; i--) {
          if (changes.get(i).key().kind().equals(kind)) since.addFirst(changes.get(i));
        }
        if (!since.isEmpty() || left <= 0) return Optional.of(new Changes(version, since));
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets all who wait look again.
  void wake() {
    lock.lock();
    try {
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
