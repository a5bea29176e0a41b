package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A StatefulSet, its pods, claims and revisions; plans carried out on them, a kubelet that does
/// what it is told, and writes that fail where a case says so.
final class SetWorld {
  Tree.Obj set;
  final TreeMap<String, Tree.Obj> pods = new TreeMap<>();
  final TreeMap<String, Tree.Obj> claims = new TreeMap<>();
  final TreeMap<String, Tree.Obj> revisions = new TreeMap<>();
  Instant now = Instant.parse("2026-01-01T12:00:00Z");
  Predicate<Action> fails = _ -> false;
  boolean statusFails;
  int statusWrites;
  final List<String> log = new ArrayList<>();
  private int uids;

  SetWorld(int replicas) {
    set =
        Cases.json(
                """
                {'apiVersion': 'apps/v1', 'kind': 'StatefulSet',
                 'metadata':
                   {'namespace': 'test', 'name': 'web', 'uid': 'web-uid', 'generation': 1},
                 'spec': {'serviceName': 'svc', 'selector': {'matchLabels': {'app': 'web'}},
                   'podManagementPolicy': 'OrderedReady',
                   'updateStrategy': {'type': 'RollingUpdate', 'rollingUpdate': {'partition': 0}},
                   'template': {'metadata': {'labels': {'app': 'web'}},
                     'spec': {'containers': [{'name': 'c', 'image': 'original'}]}},
                   'volumeClaimTemplates': [{'metadata': {'name': 'datadir'},
                     'spec': {'accessModes': ['ReadWriteOnce']}}]}}
                """)
            .with(List.of("spec", "replicas"), Tree.Num.of(replicas));
  }

  /// Sets a field of the spec.
  void spec(Tree value, String... path) {
    List<String> full = new ArrayList<>(List.of("spec"));
    full.addAll(List.of(path));
    set = set.with(full, value);
    long generation = set.number(0, "metadata", "generation");
    set = set.with(List.of("metadata", "generation"), Tree.Num.of(generation + 1));
  }

  void scale(int replicas) {
    spec(Tree.Num.of(replicas), "replicas");
  }

  void image(String image) {
    Tree.Obj container = Cases.json("{'name': 'c'}").with("image", Tree.Text.of(image));
    spec(Tree.Arr.of(List.of(container)), "template", "spec", "containers");
  }

  void policy(String policy) {
    spec(Tree.Text.of(policy), "podManagementPolicy");
  }

  void retention(String whenScaled, String whenDeleted) {
    spec(Tree.Text.of(whenScaled), "persistentVolumeClaimRetentionPolicy", "whenScaled");
    spec(Tree.Text.of(whenDeleted), "persistentVolumeClaimRetentionPolicy", "whenDeleted");
  }

  StatefulSetPlan plan() {
    return StatefulSetPlanner.plan(
        set,
        List.copyOf(pods.values()),
        List.copyOf(claims.values()),
        List.copyOf(revisions.values()),
        now,
        true);
  }

  /// One round: the plan, carried out. What it did is in the log: `create 0`, `delete 2`.
  Optional<String> sync() {
    StatefulSetPlan plan = plan();
    Optional<String> failure = all(plan.prepare());
    if (failure.isEmpty()) {
      for (StatefulSetPlan.Step step : plan.steps()) {
        Optional<String> failed = all(step.actions());
        if (failure.isEmpty()) failure = failed;
        if (failure.isPresent() && !plan.parallel()) break;
      }
    }
    statusWrites++;
    if (statusFails) {
      statusFails = false;
      return failure.or(() -> Optional.of("status"));
    }
    set = set.with("status", plan.status());
    return failure.isPresent() ? failure : all(plan.tidy());
  }

  private Optional<String> all(List<Action> actions) {
    for (Action action : actions) {
      if (action instanceof Action.Delete) note("delete", action);
      if (fails.test(action)) return Optional.of("InternalError");
      act(action);
    }
    return Optional.empty();
  }

  private void note(String verb, Action action) {
    String name =
        switch (action) {
          case Action.Create(var object, _) -> isPod(object) ? ObjectMeta.of(object).name() : "";
          case Action.Update _ -> "";
          case Action.Delete(var key, _, _) -> key.kind().name().equals("Pod") ? key.name() : "";
        };
    if (!name.isEmpty()) log.add(verb + " " + name.replace("web-", ""));
  }

  private void act(Action action) {
    switch (action) {
      case Action.Create(var object, _) -> {
        Map<String, Tree.Obj> home = home(object);
        String name = ObjectMeta.of(object).name();
        assertThat(home).as("created twice").doesNotContainKey(name);
        Tree.Obj made = object.with(List.of("metadata", "uid"), Tree.Text.of("uid-" + uids++));
        if (isPod(object)) {
          made = made.with("status", Cases.json("{'phase': 'Pending'}"));
          for (String claim : SetIdentity.claimNames(made)) assertThat(claims).containsKey(claim);
          note("create", action);
        }
        home.put(name, made);
      }
      case Action.Update(var object, _) -> home(object).put(ObjectMeta.of(object).name(), object);
      case Action.Delete(var key, _, _) -> {
        if (key.kind().name().equals("Pod")) {
          pods.computeIfPresent(key.name(), (_, pod) -> SliceWorld.terminating(pod));
        } else {
          revisions.remove(key.name());
        }
      }
    }
  }

  private static boolean isPod(Tree.Obj object) {
    return object.text("kind").equals("Pod");
  }

  private Map<String, Tree.Obj> home(Tree.Obj object) {
    return switch (object.text("kind")) {
      case "Pod" -> pods;
      case "PersistentVolumeClaim" -> claims;
      default -> revisions;
    };
  }

  /// What was done since the last call.
  List<String> done() {
    List<String> done = List.copyOf(log);
    log.clear();
    return done;
  }

  Tree.Obj pod(int ordinal) {
    return pods.getOrDefault("web-" + ordinal, Tree.Obj.EMPTY);
  }

  void put(int ordinal, Tree.Obj pod) {
    pods.put("web-" + ordinal, pod);
  }

  /// The kubelet runs a pod.
  void run(int ordinal, boolean ready) {
    run(ordinal, ready, now);
  }

  void run(int ordinal, boolean ready, Instant since) {
    Tree.Obj condition =
        Cases.json("{'type': 'Ready'}")
            .with("status", Tree.Text.of(ready ? "True" : "False"))
            .with("lastTransitionTime", Tree.Text.of(since.toString()));
    Tree.Obj status =
        Cases.json("{'phase': 'Running'}").with("conditions", Tree.Arr.of(List.of(condition)));
    put(ordinal, pod(ordinal).with("status", status));
  }

  void phase(int ordinal, String phase) {
    put(ordinal, pod(ordinal).with(List.of("status", "phase"), Tree.Text.of(phase)));
  }

  void terminate(int ordinal) {
    put(ordinal, SliceWorld.terminating(pod(ordinal)));
  }

  /// The kubelet ends what terminates, and what belonged to it goes too.
  void reap() {
    pods.values().removeIf(pod -> ObjectMeta.of(pod).terminating());
    List<Tree.Obj> owners = new ArrayList<>(pods.values());
    if (!ObjectMeta.of(set).terminating()) owners.add(set);
    claims
        .values()
        .removeIf(claim ->
            GarbagePlanner.dependent(claim, owners)
                .filter(Action.Delete.class::isInstance)
                .isPresent());
  }

  /// The kubelet runs all that waits.
  void runAll() {
    for (String name : List.copyOf(pods.keySet())) {
      Tree.Obj pod = pods.getOrDefault(name, Tree.Obj.EMPTY);
      if (new PodView(pod).phase().equals("Pending") && !ObjectMeta.of(pod).terminating()) {
        run(ordinal(name), true);
      }
    }
  }

  /// Rounds until nothing changes any more.
  void settle() {
    for (int i = 0; i < 400; i++) {
      List<Object> before = state();
      sync();
      reap();
      runAll();
      if (before.equals(state())) return;
    }
    throw new AssertionError("never settles: " + log);
  }

  private List<Object> state() {
    return List.of(set, Map.copyOf(pods), Map.copyOf(claims), Map.copyOf(revisions));
  }

  static int ordinal(String name) {
    return SetIdentity.PodName.parse(name).ordinal();
  }

  List<Integer> ordinals() {
    return pods.values().stream()
        .filter(pod -> !ObjectMeta.of(pod).terminating())
        .map(pod -> ordinal(ObjectMeta.of(pod).name()))
        .sorted()
        .toList();
  }

  /// The image of each pod, lowest ordinal first.
  List<String> images() {
    return pods.values().stream()
        .sorted((a, b) -> ordinal(ObjectMeta.of(a).name()) - ordinal(ObjectMeta.of(b).name()))
        .map(pod -> new PodView(pod).containers().getFirst().image())
        .toList();
  }

  long status(String field) {
    return set.number(0, "status", field);
  }

  boolean updating() {
    return !set.text("status", "currentRevision").equals(set.text("status", "updateRevision"));
  }

  /// The kinds of the owners of a claim.
  List<String> claimOwners(int ordinal) {
    Tree.Obj claim = claims.getOrDefault("datadir-web-" + ordinal, Tree.Obj.EMPTY);
    return ObjectMeta.of(claim).ownerReferences().stream().map(OwnerReference::kind).toList();
  }

  /// Identity, storage and claims of all pods are as they must be.
  void check() {
    for (Tree.Obj pod : pods.values()) {
      int ordinal = ordinal(ObjectMeta.of(pod).name());
      String name = "web-" + ordinal;
      assertThat(pod.text("spec", "hostname")).isEqualTo(name);
      assertThat(pod.text("spec", "subdomain")).isEqualTo("svc");
      assertThat(ObjectMeta.of(pod).labels())
          .containsEntry(SetIdentity.POD_NAME, name)
          .containsEntry(SetIdentity.POD_INDEX, Integer.toString(ordinal))
          .containsKey(SetIdentity.REVISION);
      assertThat(SetIdentity.claimNames(pod)).containsExactly("datadir-" + name);
      assertThat(claims).containsKey("datadir-" + name);
    }
  }
}
