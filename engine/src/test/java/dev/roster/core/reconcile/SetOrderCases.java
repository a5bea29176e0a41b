package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cases of order: starts, scaling, pods that end.
final class SetOrderCases {
  private SetOrderCases() {}

  /// The five retention policies that most cases are to hold with: whenScaled, whenDeleted.
  static final List<List<String>> RETENTIONS =
      List.of(
          List.of("", ""),
          List.of("Retain", "Retain"),
          List.of("Delete", "Retain"),
          List.of("Retain", "Delete"),
          List.of("Delete", "Delete"));

  /// A set as a case describes it, without pods.
  static SetWorld world(Tree.Obj input, List<String> retention) {
    SetWorld world = new SetWorld((int) input.number(3, "replicas"));
    String policy = input.text("podManagementPolicy");
    if (!policy.isEmpty()) world.policy(policy);
    if (input.get("ordinals").isPresent()) world.spec(input.obj("ordinals"), "ordinals");
    if (input.get("minReadySeconds").isPresent()) {
      world.spec(Tree.Num.of(input.number(0, "minReadySeconds")), "minReadySeconds");
    }
    if (!retention.getFirst().isEmpty()) {
      world.retention(retention.getFirst(), retention.getLast());
    }
    Tree strategy = input.get("updateStrategy").orElse(Tree.Null.NONE);
    if (strategy instanceof Tree.Text text)
      world.spec(Cases.json("{}").with("type", text), "updateStrategy");
    if (strategy instanceof Tree.Obj obj) {
      world.spec(obj.without("type"), "updateStrategy", "rollingUpdate");
    }
    if (input.get("partition").isPresent()) {
      world.spec(
          Tree.Num.of(input.number(0, "partition")),
          "updateStrategy",
          "rollingUpdate",
          "partition");
    }
    return world;
  }

  static void scale(Cases.Case each) {
    for (List<String> retention : RETENTIONS) {
      SetWorld world = world(each.input(), retention);
      world.settle();
      if (each.input().get("then").isPresent()) {
        world.scale((int) each.input().number(0, "then"));
        world.settle();
      }
      world.check();
      Tree.Obj status = each.expect().obj("status");
      for (String field : status.members().keySet()) {
        assertThat(world.status(field)).as(field).isEqualTo(status.number(-1, field));
      }
      if (each.expect().get("ordinals").isPresent()) {
        assertThat(world.ordinals()).isEqualTo(numbers(each.expect().list("ordinals")));
      }
    }
  }

  static void available(Cases.Case each) {
    SetWorld world = world(each.input(), RETENTIONS.getFirst());
    world.sync();
    Duration since = Duration.ofMinutes(each.input().number(0, "readySinceMinutes"));
    world.run(0, true, world.now.minus(since));
    world.sync();
    assertThat(world.status("readyReplicas")).isEqualTo(1);
    assertThat(world.status("availableReplicas"))
        .isEqualTo(each.expect().number(-1, "availableReplicas"));
    assertThat(world.plan().again()).contains(Duration.ofMinutes(30));
  }

  static void order(Cases.Case each) {
    Tree.Obj input = each.input();
    SetWorld world = world(input, RETENTIONS.getFirst());
    switch (each.id()) {
      case "sts-order-013" -> {
        stuck(world);
        world.image("original");
      }
      case "sts-order-015", "sts-order-016" -> {
        world.settle();
        world.image("new");
        if (each.id().equals("sts-order-016")) {
          world.settle();
          world.pods.remove("web-" + input.number(0, "deleted"));
        }
      }
      case "sts-order-018" -> {
        world.settle();
        world.image("new");
        world.settle();
        assertThat(world.updating()).isFalse();
        assertThat(world.status("currentReplicas")).isEqualTo(3);
        assertThat(world.status("updatedReplicas")).isEqualTo(3);
        return;
      }
      default -> given(world, input.obj("pods"));
    }
    world.done();
    StatefulSetPlan plan = world.plan();
    world.sync();
    List<String> wanted = new ArrayList<>();
    for (Tree ordinal : each.expect().list("create")) wanted.add("create " + number(ordinal));
    for (Tree ordinal : each.expect().list("delete")) wanted.add("delete " + number(ordinal));
    if (each.id().equals("sts-order-016")) {
      wanted.add("create 0");
      assertThat(world.images()).containsExactly("original", "original", "new");
    }
    assertThat(world.done()).isEqualTo(wanted);
    if (each.expect().get("requeueAfter").isPresent()) {
      assertThat(plan.again()).contains(Duration.ofSeconds(7));
    }
    if (each.expect().flag("currentRevision!=updateRevision")) {
      assertThat(world.updating()).isTrue();
    }
  }

  /// Pod 2 was updated and never becomes ready.
  private static void stuck(SetWorld world) {
    world.settle();
    world.image("broken");
    world.sync();
    world.reap();
    world.sync();
    world.run(2, false);
  }

  /// Pods as they are said to be, made by the set itself.
  private static void given(SetWorld world, Tree.Obj pods) {
    int replicas = (int) world.set.number(0, "spec", "replicas");
    int highest = pods.members().keySet().stream().mapToInt(Integer::parseInt).max().orElse(-1);
    world.scale(highest + 1);
    if (highest >= 0) {
      Tree before = world.set.at("spec", "minReadySeconds").orElse(Tree.Num.of(0));
      world.spec(Tree.Num.of(0), "minReadySeconds");
      world.settle();
      world.spec(before, "minReadySeconds");
    }
    world.scale(Math.max(replicas, world.set.at("spec", "replicas").isEmpty() ? 0 : replicas));
    for (String name : pods.members().keySet()) {
      int ordinal = Integer.parseInt(name);
      switch (pods.text(name)) {
        case "Ready" -> {}
        case "terminating" -> world.terminate(ordinal);
        case "not Ready", "Running, not Ready" -> world.run(ordinal, false);
        case "Ready since 3s" -> world.run(ordinal, true, world.now.minusSeconds(3));
        default -> throw new AssertionError(pods.text(name));
      }
    }
  }

  static void parallel(Cases.Case each) {
    SetWorld world = world(each.input(), RETENTIONS.getFirst());
    world.settle();
    world.scale((int) each.input().number(0, "then"));
    for (int i = 0; i < 2; i++) {
      world.sync();
      world.reap();
      world.runAll();
    }
    assertThat(world.pods).hasSize((int) each.expect().number(-1, "pods"));
  }

  static void replace(Cases.Case each) {
    for (List<String> retention : RETENTIONS) {
      SetWorld world = world(each.input(), retention);
      world.settle();
      world.done();
      for (int ordinal : numbers(each.input().list("deleteExternally"))) {
        world.pods.remove("web-" + ordinal);
      }
      world.settle();
      List<String> wanted =
          numbers(each.expect().list("recreateOrder")).stream().map(o -> "create " + o).toList();
      assertThat(world.done()).isEqualTo(wanted);
      assertThat(world.status("replicas")).isEqualTo(5);
      world.check();
      for (int ordinal : world.ordinals()) {
        assertThat(world.claimOwners(ordinal)).doesNotContain("Pod");
      }
    }
  }

  /// Pod 0 ends: it is deleted once and made again, also when the first deletion fails.
  static void terminal(Cases.Case each) {
    for (List<String> retention : RETENTIONS) {
      SetWorld world = world(each.input(), retention);
      world.settle();
      world.done();
      world.phase(0, each.input().text("pod0Phase"));
      if (each.input().flag("deleteErrorOnce")) {
        world.fails = action -> action instanceof Action.Delete;
        assertThat(world.sync()).isPresent();
        assertThat(world.done()).containsExactly("delete 0");
        world.fails = _ -> false;
      }
      assertThat(world.sync()).isEqualTo(Optional.empty());
      assertThat(world.done()).containsExactly("delete 0");
      world.sync();
      assertThat(world.done()).as("not while it terminates").isEmpty();
      String uid = ObjectMeta.of(world.pod(0)).uid();
      world.reap();
      world.sync();
      assertThat(world.done()).containsExactly("create 0");
      assertThat(ObjectMeta.of(world.pod(0)).uid()).isNotEqualTo(uid);
      world.settle();
      world.check();
      assertThat(world.done()).isEmpty();
    }
  }

  static List<Integer> numbers(List<Tree> trees) {
    return trees.stream().map(SetOrderCases::number).toList();
  }

  static int number(Tree tree) {
    return tree instanceof Tree.Num num ? num.value().intValue() : -1;
  }
}
