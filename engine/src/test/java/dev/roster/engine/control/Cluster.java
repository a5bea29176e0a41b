package dev.roster.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// A store, its controllers by hand, and a kubelet; time passes only when it is told to.
final class Cluster {
  final SplittableRandom random;
  final FlakyStore store;
  final Verbs verbs;
  final Controllers controllers;
  private long nanos = Long.MAX_VALUE - 1_000_000_000_000L; // wraps around in long runs
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int addresses;

  Cluster(long seed) {
    this(seed, false);
  }

  Cluster(long seed, boolean rollingUpdates) {
    random = new SplittableRandom(seed);
    store = new FlakyStore(new MemoryStore(), random.split());
    verbs = new Verbs(store, () -> now, random.split());
    controllers =
        Controllers.manual(
            verbs,
            new ControlConfig("roster", rollingUpdates, () -> now, () -> nanos, random.split()));
  }

  /// Does one thing that waits, of whichever controller.
  boolean step() {
    try {
      return controllers.step(random.nextInt(controllers.controllers().size()));
    } catch (InterruptedException asked) {
      throw new AssertionError(asked);
    }
  }

  /// Works until nothing waits, also not for a time within the next minutes.
  void settle() {
    Instant end = now.plusSeconds(300);
    for (int i = 0; i < 100_000; i++) {
      if (step()) continue;
      Optional<Duration> due =
          controllers.controllers().stream()
              .map(each -> each.queue().untilDue())
              .flatMap(Optional::stream)
              .min(Comparator.naturalOrder());
      if (due.isEmpty() || now.plus(due.get()).isAfter(end)) return;
      advance(due.get());
    }
    throw new AssertionError("never settles");
  }

  void advance(Duration duration) {
    nanos += duration.toNanos();
    now = now.plus(duration);
  }

  Tree.Obj create(Tree.Obj object) {
    Outcome outcome = verbs.create(object);
    assertThat(outcome).isInstanceOf(Outcome.Created.class);
    return ((Outcome.Created) outcome).object().tree();
  }

  static ObjectKey key(Kind kind, String name) {
    return ObjectKey.local(kind, "default", name);
  }

  Optional<Tree.Obj> get(Kind kind, String name) {
    return store.get(key(kind, name)).map(StoredObject::tree);
  }

  Tree.Obj there(Kind kind, String name) {
    return get(kind, name).orElseThrow();
  }

  List<Tree.Obj> list(Kind kind) {
    return store.list(kind, "").objects().stream().map(StoredObject::tree).toList();
  }

  /// Sets a field of an object's spec.
  void spec(Kind kind, String name, String field, Tree value) {
    verbs.edit(key(kind, name), "", object -> object.with(List.of("spec", field), value));
  }

  void delete(Kind kind, String name) {
    verbs.delete(key(kind, name), DeleteOptions.DEFAULT);
  }

  /// The kubelet takes a pod, if it has none yet, and runs it.
  void run(String pod, boolean ready) {
    Optional<Tree.Obj> found = get(Kind.POD, pod);
    if (found.isEmpty()) return;
    verbs.edit(
        key(Kind.POD, pod),
        "",
        tree -> tree.with(List.of("spec", "nodeName"), Tree.Text.of("roster")));
    List<String> had = new PodView(found.get()).podIps();
    String ip =
        had.isEmpty()
            ? "127.1.%d.%d".formatted(addresses / 256, addresses++ % 256)
            : had.getFirst();
    status(pod, Manifests.running(ip, ready, now.toString()));
  }

  void status(String pod, Tree.Obj status) {
    verbs.editStatus(key(Kind.POD, pod), "", _ -> status);
  }

  /// The kubelet runs what waits and removes what has ended.
  void kubelet() {
    for (Tree.Obj pod : list(Kind.POD)) {
      PodView view = new PodView(pod);
      if (view.meta().terminating()) {
        verbs.delete(key(Kind.POD, view.meta().name()), DeleteOptions.now(view.meta().uid()));
      } else if (view.phase().equals("Pending")) {
        run(view.meta().name(), true);
      }
    }
  }

  /// The kubelet and the controllers work until all is quiet.
  void converge() {
    for (int i = 0; i < 1_000; i++) {
      long before = store.revision();
      settle();
      kubelet();
      settle();
      if (store.revision() == before) return;
    }
    throw new AssertionError("never converges");
  }

  /// Names of a kind, in order.
  List<String> names(Kind kind) {
    return list(kind).stream().map(each -> ObjectMeta.of(each).name()).sorted().toList();
  }

  /// The pods that the slices of a Service say to be ready.
  Set<String> ready(String service) {
    Set<String> ready = new TreeSet<>();
    for (Tree.Obj slice : list(Kind.ENDPOINT_SLICE)) {
      if (!service.equals(ObjectMeta.of(slice).labels().get("kubernetes.io/service-name")))
        continue;
      for (Tree.Obj endpoint : TreeLists.objects(slice.list("endpoints"))) {
        if (endpoint.flag("conditions", "ready")) ready.add(endpoint.text("targetRef", "name"));
      }
    }
    return ready;
  }
}
