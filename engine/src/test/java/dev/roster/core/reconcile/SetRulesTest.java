package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules of StatefulSets and of garbage that the given cases leave open.
class SetRulesTest {
  @Test
  void aClaimThatIsGoingHoldsItsPodBack() {
    SetWorld world = new SetWorld(1);
    world.settle();
    world.scale(0);
    world.settle();
    String claim = "datadir-web-0";
    world.claims.computeIfPresent(claim, (_, tree) -> SliceWorld.terminating(tree));
    world.scale(1);
    world.sync();
    assertThat(world.pods).isEmpty();
    world.claims.remove(claim);
    world.settle();
    assertThat(world.ordinals()).containsExactly(0);
  }

  @Test
  void aClaimOfAnEarlierPodHoldsItsSuccessorBack() {
    SetWorld world = new SetWorld(2);
    world.retention("Delete", "Retain");
    world.settle();
    world.scale(1);
    world.sync();
    world.pods.remove("web-1"); // ended, and nobody has collected its claim yet
    world.scale(2);
    world.sync();
    assertThat(world.ordinals()).containsExactly(0);
    world.reap();
    assertThat(world.claims).containsOnlyKeys("datadir-web-0");
    world.settle();
    assertThat(world.ordinals()).containsExactly(0, 1);
  }

  @Test
  void aPodThatIsGoingIsNotAdopted() {
    SetWorld world = new SetWorld(1);
    world.settle();
    world.put(0, SliceWorld.terminating(SetOwnershipCases.orphaned(world.pod(0))));
    StatefulSetPlan plan = world.plan();
    assertThat(plan.prepare()).isEmpty();
    assertThat(plan.status().number(-1, "replicas")).isZero();
  }

  @Test
  void aPodOfAnotherOwnerIsLeftAlone() {
    SetWorld world = new SetWorld(1);
    world.settle();
    Tree.Obj owner =
        Cases.json(
            """
            {'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'name': 'x', 'uid': 'x',
             'controller': true}
            """);
    Tree owners = Tree.Arr.of(List.of(owner));
    world.put(0, world.pod(0).with(List.of("metadata", "ownerReferences"), owners));
    StatefulSetPlan plan = world.plan();
    assertThat(plan.prepare()).isEmpty();
    assertThat(plan.status().number(-1, "replicas")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "6, 30%, 1",
    "5, 50%, 2",
    "4, 100%, 4",
    "3, 1%, 1",
    "3, 2, 2",
    "3, 0, 1",
    "3, much, 1"
  })
  void maxUnavailableIsRoundedDownToAtLeastOne(int replicas, String max, int deleted) {
    SetWorld world = new SetWorld(replicas);
    world.settle();
    Tree value = max.matches("[0-9]+") ? Tree.Num.of(Long.parseLong(max)) : Tree.Text.of(max);
    world.spec(value, "updateStrategy", "rollingUpdate", "maxUnavailable");
    world.image("new");
    world.sync();
    assertThat(replicas - world.ordinals().size()).isEqualTo(deleted);
  }

  @Test
  void withoutRollingUpdatesOnlyADeletedPodTakesATemplateOver() {
    SetWorld world = new SetWorld(2);
    world.settle();
    world.image("new");
    StatefulSetPlan plan =
        StatefulSetPlanner.plan(
            world.set,
            List.copyOf(world.pods.values()),
            List.copyOf(world.claims.values()),
            List.copyOf(world.revisions.values()),
            world.now,
            false);
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.prepare()).hasSize(1);
  }

  @Test
  void moreReplicasThanMayBeAreNamed() {
    SetWorld world = new SetWorld(StatefulSetPlanner.REPLICAS_MAX + 1);
    assertThat(world.plan().problems())
        .containsExactly("spec.replicas is 10001 (expected: 0..10000)");
  }

  @Test
  void aHashIsThatOfTheContentWhateverTheOrder() {
    Tree one = Cases.json("{'a': 1, 'b': {'c': ['x', true, null]}}");
    Tree same = Cases.json("{'b': {'c': ['x', true, null]}, 'a': 1.0}");
    Tree other = Cases.json("{'b': {'c': ['x', true]}, 'a': 1}");
    assertThat(TreeHash.of(one, 0)).isEqualTo(TreeHash.of(same, 0));
    assertThat(TreeHash.of(one, 0)).isNotEqualTo(TreeHash.of(other, 0));
    assertThat(TreeHash.of(one, 0)).isNotEqualTo(TreeHash.of(one, 1));
    assertThat(TreeHash.of(one, 0)).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
  }

  @Test
  void aNameThatIsTakenByAnotherContentIsAvoided() {
    SetWorld world = new SetWorld(0);
    world.sync();
    Tree.Obj revision = world.revisions.firstEntry().getValue();
    Tree.Obj stranger =
        SetOwnershipCases.orphaned(revision)
            .with("data", Tree.Obj.EMPTY)
            .with(List.of("metadata", "labels"), Tree.Obj.EMPTY);
    String name = ObjectMeta.of(revision).name();
    world.revisions.put(name, stranger);
    world.sync();
    assertThat(world.revisions).hasSize(2);
    assertThat(world.status("collisionCount")).isEqualTo(1);
    assertThat(world.set.text("status", "updateRevision")).isNotEqualTo(name);
  }

  @Test
  void garbageIsWhatHasNoLivingOwner() {
    Tree.Obj living = owner("a");
    Tree.Obj leaving =
        SliceWorld.terminating(owner("b"))
            .with(
                List.of("metadata", "finalizers"),
                Tree.Arr.of(List.of(Tree.Text.of(GarbagePlanner.FOREGROUND))));
    Tree.Obj object = owned("a", "b");
    assertThat(GarbagePlanner.dependent(owned(), List.of())).isEmpty();
    assertThat(GarbagePlanner.dependent(owned("a"), List.of(living))).isEmpty();
    assertThat(GarbagePlanner.dependent(owned("a"), List.of()))
        .containsInstanceOf(Action.Delete.class);
    assertThat(GarbagePlanner.dependent(owned("b"), List.of(leaving)))
        .containsInstanceOf(Action.Delete.class);
    Optional<Action> kept = GarbagePlanner.dependent(object, List.of(living, leaving));
    assertThat(kept).containsInstanceOf(Action.Update.class);
    assertThat(kept)
        .hasValueSatisfying(action ->
            assertThat(ObjectMeta.of(((Action.Update) action).object()).ownerReferences())
                .extracting(o -> o.uid())
                .containsExactly("a"));
    assertThat(GarbagePlanner.owner(leaving, List.of(object))).isEmpty();
    assertThat(GarbagePlanner.owner(leaving, List.of())).hasSize(1);
  }

  private static Tree.Obj owner(String uid) {
    return Cases.json("{'metadata': {'name': 'o'}}")
        .with(List.of("metadata", "uid"), Tree.Text.of(uid));
  }

  private static Tree.Obj owned(String... uids) {
    List<Tree.Obj> owners =
        List.of(uids).stream()
            .map(uid ->
                Cases.json(
                    """
                    {'apiVersion': 'v1', 'kind': 'ConfigMap', 'name': 'o', 'uid': '%s',
                     'blockOwnerDeletion': true}
                    """
                        .formatted(uid)))
            .toList();
    return Cases.json("{'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'x'}}")
        .with(List.of("metadata", "ownerReferences"), Tree.Arr.of(owners));
  }
}
