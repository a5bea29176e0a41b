package dev.roster.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import dev.roster.engine.store.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The controllers with their threads, in real time.
class ControllersTest {
  private final MemoryStore store = new MemoryStore();
  private final Verbs verbs = new Verbs(store, InstantSource.system(), new SplittableRandom(1));
  private final Controllers controllers =
      Controllers.start(
          verbs,
          ControlConfig.of(InstantSource.system(), System::nanoTime, new SplittableRandom(2)));

  @AfterEach
  void close() {
    controllers.close();
    assertThat(controllers.threads()).isNotEmpty().noneMatch(Thread::isAlive);
    assertThat(controllers.bugs()).isZero();
    store.close();
  }

  private List<Tree.Obj> list(Kind kind) {
    return store.list(kind, "").objects().stream().map(StoredObject::tree).toList();
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable check) {
    await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).untilAsserted(check);
  }

  /// A kubelet on a thread of its own, until it is closed.
  private Thread kubelet(Watch watch) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            while (watch.take() instanceof Watch.Next.Changes) tick();
          } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void tick() {
    for (Tree.Obj pod : list(Kind.POD)) {
      ObjectMeta meta = ObjectMeta.of(pod);
      ObjectKey key = Verbs.keyOf(pod);
      if (meta.terminating()) {
        verbs.delete(key, DeleteOptions.now(meta.uid()));
      } else if (new PodView(pod).phase().equals("Pending")) {
        String ip = "127.1.1." + (1 + meta.name().charAt(meta.name().length() - 1) - '0');
        verbs.edit(key, "", p -> p.with(List.of("spec", "nodeName"), Tree.Text.of("roster")));
        verbs.editStatus(key, "", _ -> Manifests.running(ip, true, "2026-01-01T00:00:00Z"));
      }
    }
  }

  @Test
  void aServiceHasSlicesUntilItIsDeleted() {
    verbs.create(Manifests.service("web"));
    eventually(() -> assertThat(list(Kind.ENDPOINT_SLICE)).hasSize(1));
    verbs.delete(ObjectKey.local(Kind.SERVICE, "default", "web"), DeleteOptions.DEFAULT);
    eventually(() -> assertThat(list(Kind.ENDPOINT_SLICE)).isEmpty());
  }

  @Test
  void aSetGrowsAndShrinks() throws InterruptedException {
    Watch watch = store.watch(Set.of(Kind.POD), 0);
    Thread kubelet = kubelet(watch);
    verbs.create(Manifests.service("web"));
    verbs.create(Manifests.set("web", 3, "OrderedReady"));
    eventually(() -> assertThat(ready()).containsExactly("web-0", "web-1", "web-2"));
    ObjectKey set = ObjectKey.local(Kind.STATEFUL_SET, "default", "web");
    verbs.edit(set, "", s -> s.with(List.of("spec", "replicas"), Tree.Num.of(5)));
    eventually(() -> assertThat(ready()).hasSize(5));
    verbs.edit(set, "", s -> s.with(List.of("spec", "replicas"), Tree.Num.of(2)));
    eventually(() -> assertThat(ready()).containsExactly("web-0", "web-1"));
    eventually(() -> assertThat(list(Kind.POD)).hasSize(2));
    assertThat(controllers.events()).isNotNull();
    eventually(() ->
        assertThat(list(Kind.EVENT))
            .extracting(e -> e.text("message"))
            .contains(
                "create Pod web-4 in StatefulSet web successful",
                "create Claim data-web-4 Pod web-4 in StatefulSet web success",
                "delete Pod web-4 in StatefulSet web successful"));
    watch.close();
    kubelet.join();
  }

  @Test
  void readinessReachesTheSlice() {
    verbs.create(Manifests.service("web"));
    verbs.create(Manifests.pod("a", "web"));
    ObjectKey key = ObjectKey.local(Kind.POD, "default", "a");
    for (int i = 0; i < 50; i++) {
      boolean ready = i % 2 == 0;
      verbs.editStatus(key, "", _ -> Manifests.running("127.1.1.1", ready, "2026-01-01T00:00:00Z"));
      eventually(() -> assertThat(ready()).hasSize(ready ? 1 : 0));
    }
  }

  private List<String> ready() {
    return list(Kind.ENDPOINT_SLICE).stream()
        .flatMap(slice -> TreeLists.objects(slice.list("endpoints")).stream())
        .filter(endpoint -> endpoint.flag("conditions", "ready"))
        .map(endpoint -> endpoint.text("targetRef", "name"))
        .sorted()
        .toList();
  }
}
