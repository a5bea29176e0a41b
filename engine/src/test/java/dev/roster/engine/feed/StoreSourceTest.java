package dev.roster.engine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSourceTest {
  private final MemoryStore store = new MemoryStore(new MemoryStore.Bounds(1_000, 64, 8, 10));
  private final List<Thread> running = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Thread thread : running) {
      thread.interrupt();
      thread.join();
    }
    assertThat(store.watchCount()).isZero();
  }

  @Test
  void everything_is_said_once_and_then_each_change() {
    put("a", "1");
    List<ObjectEvent> heard = Collections.synchronizedList(new ArrayList<>());
    run(heard::addAll);
    await().until(() -> heard.size() == 2 * StoreSource.KINDS.size());
    Fact one = fact("a", "1");
    assertThat(heard)
        .contains(
            new ObjectEvent.Replace(ObjectKey.LOCAL, Kind.NAMESPACE, List.of(one), "1"),
            new ObjectEvent.Synced(ObjectKey.LOCAL, Kind.NAMESPACE),
            new ObjectEvent.Replace(ObjectKey.LOCAL, Kind.POD, List.of(), "1"));
    heard.clear();
    put("a", "2");
    store.delete(key("a"), ObjectStore.ANY_REVISION);
    await().until(() -> heard.size() == 2);
    assertThat(heard)
        .containsExactly(
            new ObjectEvent.Put(fact("a", "2"), "2"), new ObjectEvent.Delete(key("a"), "3"));
  }

  @Test
  void a_store_that_refuses_is_lost_and_tried_again() {
    List<ObjectEvent> heard = Collections.synchronizedList(new ArrayList<>());
    store.close();
    run(heard::addAll);
    await()
        .until(() ->
            heard.stream().filter(e -> e instanceof ObjectEvent.Lost).count()
                > StoreSource.KINDS.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_slow_listener_still_ends_with_what_is_stored(long seed) {
    Random random = new Random(seed);
    Map<ObjectKey, Fact> held = new ConcurrentHashMap<>();
    long[] position = new long[1];
    int[] replaced = new int[1];
    run(events -> {
      for (int i = 0; i < 20_000; i++) Thread.onSpinWait();
      synchronized (held) {
        for (ObjectEvent event : events) apply(event, held, position, replaced);
      }
    });
    for (int i = 0; i < 3_000; i++) {
      String name = "n" + random.nextInt(12);
      if (random.nextInt(3) == 0) {
        store.delete(key(name), ObjectStore.ANY_REVISION);
      } else {
        put(name, "" + random.nextInt(100));
      }
    }
    put("end", "end");
    Map<ObjectKey, Fact> expected = new HashMap<>();
    for (var object : store.list(Kind.NAMESPACE, "").objects()) {
      expected.put(object.key(), read(object.tree()));
    }
    await()
        .until(() -> {
          synchronized (held) {
            return held.containsKey(key("end"));
          }
        });
    synchronized (held) {
      assertThat(held).isEqualTo(expected);
      assertThat(position[0]).isEqualTo(store.revision());
      assertThat(replaced[0]).as("the small buffer was overrun").isGreaterThan(1);
    }
  }

  private static void apply(
      ObjectEvent event, Map<ObjectKey, Fact> held, long[] position, int[] replaced) {
    switch (event) {
      case ObjectEvent.Replace(var _, var kind, var all, var at) -> {
        if (!kind.equals(Kind.NAMESPACE)) return;
        held.clear();
        all.forEach(fact -> held.put(fact.key(), fact));
        replaced[0]++;
        advance(position, at);
      }
      case ObjectEvent.Put(var fact, var at) -> {
        held.put(fact.key(), fact);
        advance(position, at);
      }
      case ObjectEvent.Delete(var key, var at) -> {
        assertThat(held.remove(key)).isNotNull();
        advance(position, at);
      }
      case ObjectEvent.Listing _,
          ObjectEvent.Only _,
          ObjectEvent.Reached _,
          ObjectEvent.Synced _,
          ObjectEvent.Lost _ -> {}
    }
  }

  private static void advance(long[] position, String at) {
    assertThat(Long.parseLong(at)).as("positions never fall").isGreaterThanOrEqualTo(position[0]);
    position[0] = Long.parseLong(at);
  }

  private void run(ObjectSink sink) {
    running.add(
        Thread.startVirtualThread(() -> {
          try {
            new StoreSource(store).run(sink);
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        }));
  }

  private void put(String name, String label) {
    Tree.Obj tree = namespace(name, label);
    if (store.get(key(name)).isPresent()) {
      store.update(key(name), tree, ObjectStore.ANY_REVISION);
    } else {
      store.create(key(name), tree);
    }
  }

  private static Fact fact(String name, String label) {
    return read(namespace(name, label));
  }

  private static Fact read(Tree.Obj tree) {
    return switch (FactReader.fact(ObjectKey.LOCAL, tree)) {
      case FactReader.Reading.Read(var fact) -> fact;
      case FactReader.Reading other -> throw new AssertionError(other);
    };
  }

  private static ObjectKey key(String name) {
    return ObjectKey.local(Kind.NAMESPACE, "", name);
  }

  private static Tree.Obj namespace(String name, String label) {
    Tree.Obj meta =
        Tree.Obj.EMPTY
            .with("name", Tree.Text.of(name))
            .with("labels", Tree.Obj.EMPTY.with("l", Tree.Text.of(label)));
    return Tree.Obj.EMPTY
        .with("apiVersion", Tree.Text.of("v1"))
        .with("kind", Tree.Text.of("Namespace"))
        .with("metadata", meta);
  }
}
