package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import java.util.List;
import java.util.Map;

/// What Kubernetes' end-to-end tests of StatefulSets hold, on the planner.
final class SetEndToEndCases {
  private SetEndToEndCases() {}

  static void check(Cases.Case each) {
    switch (each.id()) {
      case "sts-e2e-001" -> basicIdentity();
      case "sts-e2e-002" -> adoptAndRelease();
      case "sts-e2e-003" -> noDeadlock();
      case "sts-e2e-006" -> canary();
      case "sts-e2e-008" -> predictableOrder();
      case "sts-e2e-009" -> burst();
      case "sts-e2e-015" -> minReadySeconds();
      case "sts-e2e-016" -> claimsGoWithTheSet();
      case "sts-e2e-017" -> claimsGoWithScaledPods();
      case "sts-e2e-018" -> claimsAfterAdoption();
      case "sts-e2e-019" -> firstOrdinal();
      default -> throw new AssertionError("no check for " + each.id());
    }
  }

  private static void basicIdentity() {
    SetWorld world = new SetWorld(3);
    world.settle();
    world.check();
    Map<String, Tree.Obj> claims = Map.copyOf(world.claims);
    world.scale(0);
    world.settle();
    assertThat(world.claims).isEqualTo(claims);
    world.scale(3);
    world.settle();
    world.check();
    assertThat(world.claims).isEqualTo(claims);
  }

  private static void adoptAndRelease() {
    SetWorld world = new SetWorld(1);
    world.settle();
    world.put(0, SetOwnershipCases.orphaned(world.pod(0)));
    world.settle();
    assertThat(ObjectMeta.of(world.pod(0)).controller()).isPresent();
    Tree.Obj matching = world.pod(0);
    world.put(0, matching.with(List.of("metadata", "labels", "app"), Tree.Text.of("elsewhere")));
    world.sync();
    assertThat(ObjectMeta.of(world.pod(0)).controller()).isEmpty();
    world.put(0, world.pod(0).with(List.of("metadata", "labels", "app"), Tree.Text.of("web")));
    world.settle();
    assertThat(world.pod(0)).isEqualTo(matching);
  }

  private static void noDeadlock() {
    SetWorld world = new SetWorld(2);
    world.sync();
    world.run(0, true);
    world.sync();
    world.run(0, false);
    world.terminate(0);
    world.reap();
    world.settle();
    assertThat(world.ordinals()).containsExactly(0, 1);
    assertThat(world.status("readyReplicas")).isEqualTo(2);
  }

  private static void canary() {
    SetWorld world = new SetWorld(3);
    world.settle();
    partition(world, 3);
    world.image("foo");
    world.settle();
    assertThat(world.images()).containsOnly("original");
    assertThat(world.updating()).isTrue();
    partition(world, 2);
    world.settle();
    assertThat(world.images()).containsExactly("original", "original", "foo");
    world.terminate(0);
    world.terminate(2);
    world.settle();
    assertThat(world.images()).containsExactly("original", "original", "foo");
    for (int partition = 1; partition >= 0; partition--) {
      partition(world, partition);
      world.settle();
      assertThat(world.images().subList(partition, 3)).containsOnly("foo");
    }
    assertThat(world.updating()).isFalse();
  }

  private static void partition(SetWorld world, int partition) {
    world.spec(Tree.Num.of(partition), "updateStrategy", "rollingUpdate", "partition");
  }

  private static void predictableOrder() {
    SetWorld world = new SetWorld(3);
    world.sync();
    world.run(0, false);
    world.sync();
    assertThat(world.done()).containsExactly("create 0");
    world.run(0, true);
    world.settle();
    assertThat(world.done()).containsExactly("create 1", "create 2");
    world.run(1, false);
    world.scale(0);
    // All are to go: the unready one in the middle is the first unready of all and blocks nobody.
    world.settle();
    assertThat(world.done()).containsExactly("delete 2", "delete 1", "delete 0");

    world.scale(3);
    world.settle();
    world.done();
    world.run(0, false);
    world.scale(1);
    world.settle();
    assertThat(world.done()).as("a pod that stays is unready").isEmpty();
    world.run(0, true);
    world.settle();
    assertThat(world.done()).containsExactly("delete 2", "delete 1");
    world.scale(3);
    world.settle();
    world.done();
    world.run(1, false);
    world.run(2, false);
    world.scale(0);
    world.settle();
    assertThat(world.done()).as("2 is unready and 1 is too").isEmpty();
  }

  private static void burst() {
    SetWorld world = new SetWorld(3);
    world.policy("Parallel");
    world.sync();
    for (int i = 0; i < 3; i++) world.run(i, false);
    world.scale(5);
    world.sync();
    assertThat(world.ordinals()).containsExactly(0, 1, 2, 3, 4);
    world.run(4, false);
    world.scale(0);
    world.sync();
    world.reap();
    assertThat(world.pods).isEmpty();
  }

  private static void minReadySeconds() {
    SetWorld world = new SetWorld(2);
    world.policy("Parallel");
    world.spec(Tree.Num.of(60), "minReadySeconds");
    world.settle();
    assertThat(world.status("readyReplicas")).isEqualTo(2);
    assertThat(world.status("availableReplicas")).isZero();
    world.now = world.now.plusSeconds(61);
    world.sync();
    assertThat(world.status("availableReplicas")).isEqualTo(2);
    assertThat(world.plan().again()).isEmpty();
    world.spec(Tree.Num.of(3600), "minReadySeconds");
    world.sync();
    assertThat(world.status("availableReplicas")).isZero();
  }

  private static void claimsGoWithTheSet() {
    SetWorld world = new SetWorld(3);
    world.retention("Retain", "Delete");
    world.settle();
    world.scale(1);
    world.settle();
    assertThat(world.claims).hasSize(3);
    world.set = SliceWorld.terminating(world.set);
    world.reap();
    assertThat(world.claims).isEmpty();
  }

  private static void claimsGoWithScaledPods() {
    SetWorld world = new SetWorld(3);
    world.retention("Delete", "Retain");
    world.settle();
    world.terminate(1);
    world.settle();
    assertThat(world.claims).hasSize(3);
    world.phase(2, "Failed");
    world.settle();
    assertThat(world.claims).hasSize(3);
    world.scale(2);
    world.settle();
    assertThat(world.claims).containsOnlyKeys("datadir-web-0", "datadir-web-1");
    world.set = SliceWorld.terminating(world.set);
    world.reap();
    assertThat(world.claims).hasSize(2);
  }

  private static void claimsAfterAdoption() {
    for (boolean scaled : new boolean[] {true, false}) {
      SetWorld world = new SetWorld(2);
      world.retention(scaled ? "Delete" : "Retain", scaled ? "Retain" : "Delete");
      world.settle();
      for (int i = 0; i < 2; i++) world.put(i, SetOwnershipCases.orphaned(world.pod(i)));
      world.settle();
      if (scaled) {
        world.scale(1);
        world.settle();
      } else {
        world.set = SliceWorld.terminating(world.set);
        world.reap();
      }
      assertThat(world.claims).hasSize(scaled ? 1 : 0);
    }
  }

  private static void firstOrdinal() {
    SetWorld world = new SetWorld(2);
    for (int start : new int[] {0, 2, 1, 0}) {
      world.spec(Cases.json("{}").with("start", Tree.Num.of(start)), "ordinals");
      world.settle();
      assertThat(world.ordinals()).containsExactly(start, start + 1);
      world.check();
    }
  }
}
