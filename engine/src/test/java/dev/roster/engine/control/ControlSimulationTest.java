package dev.roster.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Users, failing pods and a store that sometimes refuses or loses its watches, all by chance from
/// one seed; the rules hold after every single step. A seed that fails is printed and is added
/// here.
class ControlSimulationTest {
  private static final int ROUNDS = 250;

  private static final List<String> SETS = List.of("web", "db");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void theRulesHold(long seed) {
    Cluster cluster = new Cluster(seed, seed % 2 == 0);
    SplittableRandom random = new SplittableRandom(seed * 31);
    cluster.store.flaky = seed % 3 == 0;
    List<String> story = new ArrayList<>();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        story.add(happen(cluster, random));
        for (int i = random.nextInt(30); i > 0; i--) {
          Map<String, PodView> before = pods(cluster);
          if (!cluster.step()) {
            if (!cluster.store.flaky) checkQuiet(cluster);
            cluster.advance(Duration.ofMillis(random.nextInt(2_000)));
          }
          check(cluster, before);
        }
      }
      cluster.store.flaky = false;
      heal(cluster);
    } catch (AssertionError broken) {
      throw new AssertionError(
          "seed " + seed + ", after " + story.subList(Math.max(0, story.size() - 12), story.size()),
          broken);
    }
  }

  /// One thing that somebody does.
  private static String happen(Cluster cluster, SplittableRandom random) {
    String name = SETS.get(random.nextInt(SETS.size()));
    List<String> pods = cluster.names(Kind.POD);
    String pod = pods.isEmpty() ? "none" : pods.get(random.nextInt(pods.size()));
    boolean going =
        cluster.get(Kind.POD, pod).filter(p -> ObjectMeta.of(p).terminating()).isPresent();
    switch (random.nextInt(14)) {
      case 0 -> cluster.verbs.create(Manifests.service(name));
      case 1 ->
          cluster.verbs.create(
              Manifests.set(
                  name, random.nextInt(6), random.nextBoolean() ? "Parallel" : "OrderedReady"));
      case 2, 3 ->
          cluster.spec(Kind.STATEFUL_SET, name, "replicas", Tree.Num.of(random.nextInt(7)));
      case 4 -> cluster.run(pod, false);
      case 5, 6 -> cluster.run(pod, true);
      case 7 -> cluster.delete(Kind.POD, pod);
      case 8 -> {
        if (!going) cluster.status(pod, Manifests.json("{'phase': 'Failed'}"));
      }
      case 9, 10 -> cluster.kubelet();
      case 11 -> {
        if (random.nextInt(4) == 0) cluster.delete(Kind.STATEFUL_SET, name);
      }
      case 12 ->
          cluster.spec(
              Kind.SERVICE, name, "publishNotReadyAddresses", Tree.Bool.of(random.nextBoolean()));
      default -> {
        Tree image = Tree.Text.of("image-" + random.nextInt(3));
        Tree.Obj container = Manifests.json("{'name': 'c'}").with("image", image);
        cluster.verbs.edit(
            Cluster.key(Kind.STATEFUL_SET, name),
            "",
            set ->
                set.with(
                    List.of("spec", "template", "spec", "containers"),
                    Tree.Arr.of(List.of(container))));
      }
    }
    return name + "/" + pod;
  }

  private static Map<String, PodView> pods(Cluster cluster) {
    Map<String, PodView> pods = new TreeMap<>();
    for (Tree.Obj pod : cluster.list(Kind.POD))
      pods.put(ObjectMeta.of(pod).name(), new PodView(pod));
    return pods;
  }

  /// What holds after each step, given the pods before it.
  private static void check(Cluster cluster, Map<String, PodView> before) {
    Map<String, PodView> after = pods(cluster);
    Set<String> indexes = new HashSet<>();
    for (PodView pod : after.values()) {
      String name = pod.meta().name();
      assertThat(indexes.add(pod.meta().labels().toString())).as("one pod an ordinal").isTrue();
      assertThat(cluster.get(Kind.PERSISTENT_VOLUME_CLAIM, "data-" + name)).isPresent();
      if (!before.containsKey(name)) created(cluster, name, before);
      boolean newlyGoing =
          pod.meta().terminating()
              && before.containsKey(name)
              && !before.get(name).meta().terminating();
      if (newlyGoing) deleted(cluster, name, before);
    }
    for (String service : SETS) checkSlices(cluster, service);
    assertThat(cluster.controllers.bugs()).isZero();
  }

  /// A pod of an ordered set is made only when all below it are running and ready.
  private static void created(Cluster cluster, String name, Map<String, PodView> before) {
    String set = name.substring(0, name.lastIndexOf('-'));
    int ordinal = ordinal(name);
    var found = cluster.get(Kind.STATEFUL_SET, set);
    assertThat(found).as("pods are made for a set").isPresent();
    StatefulSetView view = new StatefulSetView(found.orElseThrow());
    assertThat(ordinal).isLessThan(view.replicas());
    if (view.isParallel()) return;
    for (int lower = 0; lower < ordinal; lower++) {
      PodView pod = before.getOrDefault(set + "-" + lower, new PodView(Tree.Obj.EMPTY));
      assertThat(pod.isReady() && !pod.meta().terminating())
          .as("%s is ready before %s is made", lower, name)
          .isTrue();
    }
  }

  /// An ordered set takes away one pod at a time, the highest first. (Failed pods go at once, and a
  /// deleted set takes all along.)
  private static void deleted(Cluster cluster, String name, Map<String, PodView> before) {
    String set = name.substring(0, name.lastIndexOf('-'));
    var found = cluster.get(Kind.STATEFUL_SET, set);
    if (found.isEmpty()) return;
    StatefulSetView view = new StatefulSetView(found.get());
    boolean ours =
        before
            .getOrDefault(name, new PodView(Tree.Obj.EMPTY))
            .meta()
            .controller()
            .filter((OwnerReference o) -> o.uid().equals(view.meta().uid()))
            .isPresent();
    if (view.isParallel() || !ours || ordinal(name) < view.replicas()) return;
    for (PodView other : before.values()) {
      if (!other.meta().name().startsWith(set + "-")) continue;
      assertThat(ordinal(other.meta().name())).isLessThanOrEqualTo(ordinal(name));
      boolean stays = ordinal(other.meta().name()) < view.replicas();
      assertThat(stays && other.meta().terminating()).as("those that stay are well").isFalse();
    }
  }

  /// No slice lists a pod twice.
  private static void checkSlices(Cluster cluster, String service) {
    Set<String> seen = new TreeSet<>();
    for (Tree.Obj slice : cluster.list(Kind.ENDPOINT_SLICE)) {
      ObjectMeta meta = ObjectMeta.of(slice);
      if (!service.equals(meta.labels().get("kubernetes.io/service-name"))) continue;
      for (Tree.Obj endpoint : TreeLists.objects(slice.list("endpoints"))) {
        assertThat(seen.add(meta.uid() + endpoint.text("targetRef", "name"))).isTrue();
      }
    }
  }

  /// When nothing waits, the slices say exactly which pods are ready: one that is going is not,
  /// unless the Service publishes what isn't ready.
  private static void checkQuiet(Cluster cluster) {
    for (String name : SETS) {
      if (cluster.get(Kind.SERVICE, name).isEmpty()) continue;
      ServiceView service = new ServiceView(cluster.there(Kind.SERVICE, name));
      Set<String> wanted = new TreeSet<>();
      for (PodView pod : pods(cluster).values()) {
        boolean selected = name.equals(pod.meta().labels().get("app"));
        boolean well = pod.isReady() && !pod.meta().terminating();
        boolean member = selected && !pod.podIps().isEmpty() && !pod.isFinished();
        if (member && (well || service.publishNotReadyAddresses())) wanted.add(pod.meta().name());
      }
      assertThat(cluster.ready(name)).isEqualTo(wanted);
    }
  }

  /// Everybody does their part: then all is as it should be.
  private static void heal(Cluster cluster) {
    for (String pod : cluster.names(Kind.POD)) {
      boolean finished = new PodView(cluster.there(Kind.POD, pod)).isFinished();
      if (!finished) cluster.run(pod, true);
    }
    cluster.converge();
    for (String name : SETS) {
      int replicas =
          cluster
              .get(Kind.STATEFUL_SET, name)
              .map(s -> new StatefulSetView(s).replicas())
              .orElse(0);
      Set<String> wanted = new TreeSet<>();
      for (int i = 0; i < replicas; i++) wanted.add(name + "-" + i);
      Set<String> pods = new TreeSet<>(cluster.names(Kind.POD));
      pods.removeIf(pod -> !pod.startsWith(name + "-"));
      assertThat(pods).isEqualTo(wanted);
      if (cluster.get(Kind.SERVICE, name).isPresent()) {
        assertThat(cluster.ready(name)).isEqualTo(wanted);
      }
      if (replicas > 0) {
        Tree.Obj status = cluster.there(Kind.STATEFUL_SET, name).obj("status");
        assertThat(status.number(0, "replicas")).isEqualTo(replicas);
        assertThat(status.number(0, "readyReplicas")).isEqualTo(replicas);
        assertThat(status.number(0, "observedGeneration"))
            .isEqualTo(ObjectMeta.of(cluster.there(Kind.STATEFUL_SET, name)).generation());
      }
    }
  }

  private static int ordinal(String pod) {
    return Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1));
  }
}
