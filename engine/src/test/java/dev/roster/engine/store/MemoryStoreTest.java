package dev.roster.engine.store;

import static dev.roster.engine.store.Objects.configMap;
import static dev.roster.engine.store.Objects.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.ObjectStore.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private static final ObjectKey A = key(Kind.CONFIG_MAP, "a");
  private static final Set<Kind> MAPS = Set.of(Kind.CONFIG_MAP);

  private final MemoryStore store = new MemoryStore(new MemoryStore.Bounds(100, 8, 4, 3));

  @AfterEach
  void no_watch_is_leaked() {
    assertThat(store.watchCount()).isZero();
  }

  @Test
  void revisions_are_dense_over_all_kinds() {
    assertThat(store.revision()).isZero();
    created(A, configMap("a", "1"));
    created(key(Kind.SECRET, "s"), Objects.object("v1", "Secret", "default", "s"));
    assertThat(store.update(A, configMap("a", "2"), 1)).isInstanceOf(WriteResult.Done.class);
    assertThat(store.delete(A, 3)).isInstanceOf(WriteResult.Done.class);
    assertThat(store.revision()).isEqualTo(4);
  }

  @Test
  void the_revision_stands_in_the_object() {
    StoredObject object = created(A, configMap("a", "1"));
    assertThat(object.tree().text("metadata", "resourceVersion")).isEqualTo("1");
    assertThat(store.get(A)).contains(object);
  }

  @Test
  void an_equal_update_takes_no_revision() {
    StoredObject object = created(A, configMap("a", "1"));
    assertThat(store.update(A, configMap("a", "1"), ObjectStore.ANY_REVISION))
        .isEqualTo(new WriteResult.Unchanged(object));
    assertThat(store.revision()).isEqualTo(1);
  }

  @Test
  void a_stale_writer_is_told_what_there_is() {
    created(A, configMap("a", "1"));
    store.update(A, configMap("a", "2"), 1);
    StoredObject current = store.get(A).orElseThrow();
    assertThat(store.update(A, configMap("a", "3"), 1))
        .isEqualTo(new WriteResult.Conflict(current));
    assertThat(store.delete(A, 1)).isEqualTo(new WriteResult.Conflict(current));
    assertThat(store.create(A, configMap("a", "3"))).isEqualTo(new WriteResult.Exists(current));
    assertThat(store.revision()).isEqualTo(2);
  }

  @Test
  void what_is_not_there_is_missing() {
    assertThat(store.get(A)).isEmpty();
    assertThat(store.update(A, configMap("a", "1"), ObjectStore.ANY_REVISION))
        .isEqualTo(new WriteResult.Missing());
    assertThat(store.delete(A, ObjectStore.ANY_REVISION)).isEqualTo(new WriteResult.Missing());
  }

  @Test
  void a_full_store_refuses_and_takes_again_after_a_deletion() {
    for (int i = 0; i < 100; i++) created(key(Kind.CONFIG_MAP, "m" + i), configMap("m" + i, ""));
    assertThat(store.create(A, configMap("a", "1")))
        .isEqualTo(new WriteResult.Refused("the store is full: 100 objects"));
    store.delete(key(Kind.CONFIG_MAP, "m7"), ObjectStore.ANY_REVISION);
    created(A, configMap("a", "1"));
  }

  @Test
  void a_list_names_its_revision_and_namespaces_are_apart() {
    created(A, configMap("a", "1"));
    created(
        ObjectKey.local(Kind.CONFIG_MAP, "other", "a"),
        Objects.object("v1", "ConfigMap", "other", "a"));
    assertThat(store.list(Kind.CONFIG_MAP, "default").objects()).hasSize(1);
    assertThat(store.list(Kind.CONFIG_MAP, "").objects()).hasSize(2);
    assertThat(store.list(Kind.CONFIG_MAP, "").revision()).isEqualTo(2);
    assertThat(store.list(Kind.POD, "").objects()).isEmpty();
  }

  @Test
  void a_watch_tells_what_was_and_what_comes() throws InterruptedException {
    StoredObject one = created(A, configMap("a", "1"));
    try (Watch watch = store.watch(MAPS, 0)) {
      assertThat(changes(watch)).containsExactly(new Change.Added(one));
      store.update(A, configMap("a", "2"), 1);
      StoredObject two = store.get(A).orElseThrow();
      store.delete(A, 2);
      List<Change> changes = changes(watch);
      assertThat(changes.get(0)).isEqualTo(new Change.Modified(two, one));
      assertThat(changes.get(1)).isInstanceOf(Change.Deleted.class);
      assertThat(changes.get(1).revision()).isEqualTo(3);
      assertThat(changes.get(1).object().tree().text("data", "k")).isEqualTo("2");
      assertThat(watch.poll(Duration.ZERO)).isEqualTo(new Watch.Next.Changes(List.of()));
    }
  }

  @Test
  void a_watch_of_other_kinds_hears_nothing_but_knows_the_revision() throws InterruptedException {
    try (Watch watch = store.watch(Set.of(Kind.POD), 0)) {
      created(A, configMap("a", "1"));
      assertThat(watch.poll(Duration.ZERO)).isEqualTo(new Watch.Next.Changes(List.of()));
      assertThat(watch.position()).isEqualTo(1);
    }
  }

  @Test
  void a_position_never_passes_what_still_waits() throws InterruptedException {
    try (Watch watch = store.watch(MAPS, 0)) {
      created(A, configMap("a", "1"));
      assertThat(watch.position()).isZero();
      watch.take();
      assertThat(watch.position()).isEqualTo(1);
    }
  }

  @Test
  void too_old_and_too_new_are_gone() throws InterruptedException {
    created(A, configMap("a", "0"));
    for (int i = 1; i <= 8; i++) store.update(A, configMap("a", "" + i), ObjectStore.ANY_REVISION);
    // Nine writes, eight are kept.
    try (Watch watch = store.watch(MAPS, 0)) {
      assertThat(watch.take()).isEqualTo(new Watch.Next.Gone("too old resource version: 0 (1)"));
    }
    try (Watch watch = store.watch(MAPS, 1)) {
      assertThat(changes(watch)).hasSize(8);
    }
    try (Watch watch = store.watch(MAPS, 10)) {
      assertThat(watch.take()).isEqualTo(new Watch.Next.Gone("too new: revision 10, now 9"));
    }
  }

  @Test
  void a_slow_reader_is_gone_and_never_misses_silently() throws InterruptedException {
    try (Watch watch = store.watch(MAPS, 0)) {
      created(A, configMap("a", "0"));
      for (int i = 1; i <= 4; i++)
        store.update(A, configMap("a", "" + i), ObjectStore.ANY_REVISION);
      assertThat(watch.take()).isEqualTo(new Watch.Next.Gone("too slow: more than 4 changes wait"));
      assertThat(watch.take()).isInstanceOf(Watch.Next.Gone.class);
    }
  }

  @Test
  void one_watch_too_many_is_gone_at_once() throws InterruptedException {
    try (Watch _ = store.watch(MAPS, 0);
        Watch _ = store.watch(MAPS, 0);
        Watch _ = store.watch(MAPS, 0);
        Watch fourth = store.watch(MAPS, 0)) {
      assertThat(fourth.take()).isEqualTo(new Watch.Next.Gone("too many watches: 3"));
    }
  }

  @Test
  void a_closed_store_ends_its_watches_and_takes_no_writes() throws InterruptedException {
    try (Watch watch = store.watch(MAPS, 0)) {
      created(A, configMap("a", "1"));
      store.close();
      assertThat(changes(watch)).hasSize(1);
      assertThat(watch.take()).isEqualTo(new Watch.Next.Gone("the store is closed"));
    }
    assertThat(store.update(A, configMap("a", "2"), ObjectStore.ANY_REVISION))
        .isEqualTo(new WriteResult.Refused("the store is closed"));
    assertThat(store.get(A)).isPresent();
  }

  private StoredObject created(ObjectKey key, Tree.Obj tree) {
    return switch (store.create(key, tree)) {
      case WriteResult.Done(var object) -> object;
      case WriteResult other -> throw new AssertionError(other);
    };
  }

  private static List<Change> changes(Watch watch) throws InterruptedException {
    return switch (watch.take()) {
      case Watch.Next.Changes(var changes) -> changes;
      case Watch.Next.Gone(var reason) -> throw new AssertionError(reason);
    };
  }
}
