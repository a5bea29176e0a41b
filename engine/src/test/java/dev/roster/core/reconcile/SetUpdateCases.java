package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cases of updates, revisions and failing writes.
final class SetUpdateCases {
  private SetUpdateCases() {}

  /// Rolling, partitioned and rolled back: the images after it has settled.
  static void update(Cases.Case each) {
    Tree.Obj input = each.input();
    for (List<String> retention : SetOrderCases.RETENTIONS) {
      SetWorld world = SetOrderCases.world(input, retention);
      int partition = (int) input.number(0, "partition");
      int then = (int) input.number(0, "then");
      world.settle();
      world.image("foo");
      world.scale(then);
      world.settle();
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < then; i++) wanted.add(i < partition ? "original" : "foo");
      assertThat(world.images()).isEqualTo(wanted);
      assertThat(world.updating()).isEqualTo(partition > 0);
      world.check();
      if (input.get("thenRollbackTo").isEmpty()) continue;
      world.image("original");
      world.settle();
      assertThat(world.images()).hasSize(then).containsOnly("original");
      assertThat(world.revisions).hasSize(2);
      world.check();
    }
  }

  static void onDelete(Cases.Case each) {
    Tree.Obj input = each.input();
    for (List<String> retention : SetOrderCases.RETENTIONS) {
      SetWorld world = SetOrderCases.world(input, retention);
      int then = (int) input.number(0, "then");
      world.settle();
      world.image("foo");
      world.scale(then);
      world.settle();
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < then; i++) wanted.add(i < 3 ? "original" : "foo");
      assertThat(world.images()).isEqualTo(wanted);
      world.scale(0);
      world.settle();
      world.scale(then);
      world.settle();
      assertThat(world.images()).hasSize(then).containsOnly("foo");
    }
  }

  static void invariant(Cases.Case each) {
    SetWorld world = SetOrderCases.world(each.input(), SetOrderCases.RETENTIONS.getFirst());
    world.settle();
    world.image("new");
    for (int ordinal : SetOrderCases.numbers(each.input().list("terminating"))) {
      world.terminate(ordinal);
    }
    int terminating = each.input().list("terminating").size();
    world.done();
    world.sync();
    int deleted = (int) each.expect().number(-1, "deleted");
    assertThat(world.done()).hasSize(deleted);
    assertThat(world.pods.size() - deleted).isEqualTo(each.expect().number(-1, "podsLeft"));
    assertThat(world.ordinals()).hasSize(6 - deleted - terminating);
  }

  static void maxUnavailable(Cases.Case each) {
    SetWorld world = SetOrderCases.world(each.input(), SetOrderCases.RETENTIONS.getFirst());
    world.settle();
    world.image("new");
    world.done();
    for (Tree.Obj step : TreeLists.objects(each.expect().list("steps"))) {
      if (step.get("event").isPresent()) {
        world.runAll();
        continue;
      }
      world.sync();
      List<String> wanted = new ArrayList<>();
      for (int o : SetOrderCases.numbers(step.list("delete"))) wanted.add("delete " + o);
      for (int o : SetOrderCases.numbers(step.list("create"))) wanted.add("create " + o);
      assertThat(world.done()).isEqualTo(wanted);
      world.reap();
      if (step.get("left").isPresent()) {
        assertThat(world.ordinals()).isEqualTo(SetOrderCases.numbers(step.list("left")));
      }
      if (step.get("pods").isPresent()) {
        assertThat(world.pods).hasSize((int) step.number(0, "pods"));
      }
    }
  }

  static void history(Cases.Case each) {
    for (List<String> retention : SetOrderCases.RETENTIONS) {
      SetWorld world = SetOrderCases.world(each.input(), retention);
      int limit = 5;
      world.spec(Tree.Num.of(limit), "revisionHistoryLimit");
      world.settle();
      for (int i = 0; i < limit + 5; i++) {
        world.image("image-" + i);
        world.statusFails = each.id().equals("sts-history-003") && i % 3 == 0;
        world.settle();
        assertThat(world.revisions).hasSizeLessThanOrEqualTo(limit + 2);
      }
      assertThat(world.images()).containsOnly("image-" + (limit + 4));
    }
  }

  /// Templates A, B, C... with the revisions that there are, written `A@1`.
  static void revision(Cases.Case each) {
    SetWorld world = new SetWorld(0);
    List<String> names = new ArrayList<>();
    for (String text : TreeLists.texts(each.input().list("existingRevisions"))) {
      world.image(text.substring(0, 1));
      world.sync();
      names.add(text);
    }
    if (!names.isEmpty()) {
      String first =
          world.revisions.values().stream()
              .filter(r -> SetRevisions.number(r) == 1)
              .map(r -> ObjectMeta.of(r).name())
              .findFirst()
              .orElseThrow();
      // Kept by a status that says so: nothing has been rolled out yet.
      world.set = world.set.with(List.of("status", "currentRevision"), Tree.Text.of(first));
    }
    world.image(each.input().text("set").replace("template ", ""));
    SetRevisions plan =
        SetRevisions.of(
            new dev.roster.core.objects.StatefulSetView(world.set),
            List.copyOf(world.revisions.values()));
    assertThat(plan.all()).hasSize((int) each.expect().number(-1, "revisionCount"));
    assertThat(named(plan.current())).isEqualTo(each.expect().text("current"));
    assertThat(named(plan.update())).isEqualTo(each.expect().text("update"));
  }

  private static String named(Tree.Obj revision) {
    Tree.Obj container =
        TreeLists.objects(SetRevisions.template(revision).list("spec", "containers")).getFirst();
    return container.text("image") + "@" + SetRevisions.number(revision);
  }

  static void error(Cases.Case each) {
    for (List<String> retention : SetOrderCases.RETENTIONS) {
      SetWorld world = SetOrderCases.world(each.input(), retention);
      if (each.input().get("createErrorAt").isPresent()) {
        int[] count = {0};
        world.fails =
            action ->
                action instanceof Action.Create(var object, _)
                    && object.text("kind").equals("Pod")
                    && ++count[0] == each.input().number(0, "createErrorAt");
        assertThat(world.sync()).contains(each.expect().text("firstResult"));
      } else if (each.input().get("statusErrorAt").isPresent()) {
        world.statusFails = true;
        assertThat(world.sync()).isPresent();
      } else if (each.input().get("change").isPresent()) {
        failingDelete(world, each.expect());
        continue;
      } else {
        world.settle();
        // A name can't change here; the label that carries it can.
        world.put(
            0,
            world
                .pod(0)
                .with(List.of("metadata", "labels", SetIdentity.POD_NAME), Tree.Text.of("x")));
        world.fails = action -> action instanceof Action.Update;
        assertThat(world.sync()).contains(each.expect().text("error"));
        world.fails = _ -> false;
      }
      world.settle();
      world.check();
      assertThat(world.status("replicas")).isEqualTo(3);
      assertThat(world.status("readyReplicas")).isEqualTo(3);
      assertThat(world.status("updatedReplicas")).isEqualTo(3);
    }
  }

  private static void failingDelete(SetWorld world, Tree.Obj expect) {
    world.settle();
    world.image("new");
    world.fails = action -> action instanceof Action.Delete;
    assertThat(world.sync()).isPresent();
    assertThat(world.updating()).isTrue();
    assertThat(world.status("currentReplicas"))
        .isEqualTo(expect.number(-1, "afterFailedDelete", "currentReplicas"));
    world.fails = _ -> false;
    assertThat(world.sync()).isEmpty();
    world.sync();
    assertThat(world.status("currentReplicas"))
        .isEqualTo(expect.number(-1, "afterDelete", "currentReplicas"));
  }

  static void status(Cases.Case each) {
    SetWorld world = new SetWorld(3);
    if (each.input().flag("podCreateFails")) {
      world.fails = action -> action instanceof Action.Create(var o, _) && isPod(o);
    }
    world.statusFails = each.input().flag("statusWriteFails");
    Optional<String> result = world.sync();
    assertThat(world.statusWrites).isEqualTo(1);
    if (each.expect().text("error").equals("sync error")) {
      assertThat(result).contains("InternalError");
    } else {
      assertThat(result).isEmpty();
    }
  }

  private static boolean isPod(Tree.Obj object) {
    return object.text("kind").equals("Pod");
  }
}
