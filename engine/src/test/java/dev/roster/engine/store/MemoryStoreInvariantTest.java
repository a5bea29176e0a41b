package dev.roster.engine.store;

import static dev.roster.engine.store.Objects.configMap;
import static dev.roster.engine.store.Objects.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.ObjectStore.WriteResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many writers and watchers at once: whatever the interleaving, the invariants hold.
class MemoryStoreInvariantTest {
  private static final List<Kind> KINDS = List.of(Kind.CONFIG_MAP, Kind.SECRET, Kind.POD);
  private static final int WRITERS = 4;
  private static final int WRITES = 2_000;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void every_watcher_rebuilds_exactly_what_is_stored(long seed) throws Exception {
    MemoryStore store = new MemoryStore(new MemoryStore.Bounds(1_000, 256, 64, 100));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<ObjectKey, StoredObject>>> readers = new ArrayList<>();
      for (Kind kind : KINDS) {
        for (int i = 0; i < 3; i++) {
          int pause = i;
          readers.add(threads.submit(() -> mirror(store, Set.of(kind), pause)));
        }
      }
      readers.add(threads.submit(() -> mirror(store, Set.copyOf(KINDS), 0)));
      List<Future<Integer>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        Random random = new Random(seed * 31 + w);
        writers.add(threads.submit(() -> write(store, random)));
      }
      long written = 0;
      for (var writer : writers) written += writer.get();
      assertThat(store.revision()).as("revisions are dense").isEqualTo(written);
      for (Kind kind : KINDS) store.create(end(kind), configMap("end", ""));
      for (int i = 0; i < readers.size(); i++) {
        Set<Kind> kinds = i < 9 ? Set.of(KINDS.get(i / 3)) : Set.copyOf(KINDS);
        assertThat(readers.get(i).get()).isEqualTo(stored(store, kinds));
      }
    }
    assertThat(store.watchCount()).isZero();
  }

  /// Lists, then follows the watch until the last object of each kind is there; lists again when
  /// gone. Checks the order of what it hears.
  private static Map<ObjectKey, StoredObject> mirror(MemoryStore store, Set<Kind> kinds, int pause)
      throws InterruptedException {
    Map<ObjectKey, StoredObject> held = new HashMap<>();
    while (true) {
      long from = Long.MAX_VALUE;
      held.clear();
      for (Kind kind : kinds) {
        Listing listing = store.list(kind, "");
        listing.objects().forEach(object -> held.put(object.key(), object));
        from = Math.min(from, listing.revision());
      }
      if (followed(store, kinds, from, held, pause)) return held;
    }
  }

  private static boolean followed(
      MemoryStore store, Set<Kind> kinds, long from, Map<ObjectKey, StoredObject> held, int pause)
      throws InterruptedException {
    long last = from;
    try (Watch watch = store.watch(kinds, from)) {
      while (!kinds.stream().allMatch(kind -> held.containsKey(end(kind)))) {
        for (int i = 0; i < pause * 50; i++) Thread.onSpinWait();
        if (!(watch.take() instanceof Watch.Next.Changes(var changes))) return false;
        for (Change change : changes) {
          assertThat(change.revision()).as("in order, told once").isGreaterThan(last);
          last = change.revision();
          apply(change, held, kinds.size() == 1);
        }
      }
      return true;
    }
  }

  /// With one kind the list and the watch join exactly; with several, kinds listed later may be
  /// ahead of the watch.
  private static void apply(Change change, Map<ObjectKey, StoredObject> held, boolean exact) {
    ObjectKey key = change.object().key();
    StoredObject had = held.get(key);
    if (!exact && had != null && had.revision() > change.revision()) return;
    switch (change) {
      case Change.Added(var object) -> {
        if (exact) assertThat(had).isNull();
        held.put(key, object);
      }
      case Change.Modified(var object, var previous) -> {
        if (exact) assertThat(had).isEqualTo(previous);
        held.put(key, object);
      }
      case Change.Deleted(var _) -> {
        if (exact) assertThat(had).isNotNull();
        held.remove(key);
      }
    }
  }

  /// Random writes; how many took a revision.
  private static int write(MemoryStore store, Random random) {
    int done = 0;
    for (int i = 0; i < WRITES; i++) {
      ObjectKey key = key(KINDS.get(random.nextInt(3)), "o" + random.nextInt(20));
      Tree.Obj tree = configMap(key.name(), "v" + random.nextInt(3));
      long expected =
          random.nextBoolean()
              ? ObjectStore.ANY_REVISION
              : store.get(key).map(StoredObject::revision).orElse(7L);
      WriteResult result =
          switch (random.nextInt(4)) {
            case 0 -> store.create(key, tree);
            case 1 -> store.delete(key, expected);
            default -> store.update(key, tree, expected);
          };
      if (result instanceof WriteResult.Done(var object)) {
        done++;
        assertThat(object.tree().text("metadata", "resourceVersion"))
            .isEqualTo(Long.toString(object.revision()));
        assertThat(store.revision()).isGreaterThanOrEqualTo(object.revision());
      }
    }
    return done;
  }

  private static Map<ObjectKey, StoredObject> stored(MemoryStore store, Set<Kind> kinds) {
    Map<ObjectKey, StoredObject> stored = new HashMap<>();
    for (Kind kind : kinds) {
      store.list(kind, "").objects().forEach(object -> stored.put(object.key(), object));
    }
    return stored;
  }

  private static ObjectKey end(Kind kind) {
    return key(kind, "end");
  }
}
