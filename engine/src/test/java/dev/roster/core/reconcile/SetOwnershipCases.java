package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import java.util.List;

/// The cases of identity, claims and adoption.
final class SetOwnershipCases {
  private SetOwnershipCases() {}

  static void name(Cases.Case each) {
    SetIdentity.PodName name = SetIdentity.PodName.parse(each.input().text("podName"));
    assertThat(name.parent()).isEqualTo(each.expect().text("parent"));
    assertThat(name.ordinal()).isEqualTo(each.expect().number(-2, "ordinal"));
  }

  static void identity(Cases.Case each) {
    SetWorld world = new SetWorld(3);
    switch (each.id()) {
      case "sts-identity-001" -> {
        Tree.Obj set = world.set.with(List.of("metadata", "name"), Tree.Text.of("foo"));
        List<Tree.Obj> claims = new SetIdentity(new StatefulSetView(set)).claims(2);
        assertThat(ObjectMeta.of(claims.getFirst()).name()).isEqualTo(each.expect().text("claim"));
        assertThat(ObjectMeta.of(claims.getFirst()).labels()).containsEntry("app", "web");
      }
      case "sts-identity-003" -> {
        Tree.Obj set = world.set.with(List.of("metadata", "name"), Tree.Text.of("foo"));
        SetIdentity identity = new SetIdentity(new StatefulSetView(set));
        for (String name : each.expect().members().keySet()) {
          Tree.Obj pod = SliceWorld.pod(name, "1.2.3.4", true);
          assertThat(identity.ordinal(pod).isPresent()).isEqualTo(each.expect().flag(name));
        }
      }
      case "sts-identity-005" -> {
        world.settle();
        Tree.Obj metadata = world.pod(1).obj("metadata");
        Tree.Obj labels = metadata.obj("labels").without(SetIdentity.POD_NAME);
        world.put(1, world.pod(1).with("metadata", metadata.with("labels", labels)));
        world.settle();
        world.check();
      }
      case "sts-identity-006" -> {
        world.spec(
            Cases.json("{'v': [{'name': 'datadir', 'emptyDir': {}}, {'name': 'tmp'}]}")
                .at("v")
                .orElseThrow(),
            "template",
            "spec",
            "volumes");
        world.settle();
        world.check();
        world.put(1, world.pod(1).with(List.of("spec", "volumes"), Tree.Arr.EMPTY));
        world.settle();
        world.check();
        assertThat(new PodView(world.pod(0)).volumes()).hasSize(2);
      }
      case "sts-identity-009" -> {
        world.spec(Tree.Text.of(""), "serviceName");
        world.sync();
        assertThat(world.pod(0).text("spec", "hostname")).isEqualTo("web-0");
        assertThat(world.pod(0).text("spec", "subdomain")).isEmpty();
      }
      case "sts-identity-010" -> {
        // The planner doesn't ask whether there is such a Service.
        world.sync();
        assertThat(world.pod(0).text("spec", "subdomain")).isEqualTo("svc");
      }
      default -> throw new AssertionError("no check for " + each.id());
    }
  }

  static void adopt(Cases.Case each) {
    SetWorld world = new SetWorld(1);
    world.settle();
    if (each.id().equals("sts-adopt-003")) {
      world.set = SliceWorld.terminating(world.set);
      assertThat(world.plan().steps()).isEmpty();
      assertThat(world.plan().prepare()).isEmpty();
      return;
    }
    Tree.Obj orphan = orphaned(world.pod(0));
    String uid = ObjectMeta.of(orphan).uid();
    world.put(0, orphan);
    world.settle();
    assertThat(ObjectMeta.of(world.pod(0)).uid()).isEqualTo(uid);
    assertThat(ObjectMeta.of(world.pod(0)).controller().orElseThrow().uid()).isEqualTo("web-uid");
    world.done();

    // Without the label of the revision it is taken for an old one, and replaced.
    Tree.Obj bare = orphaned(world.pod(0));
    Tree.Obj labels = bare.obj("metadata", "labels").without(SetIdentity.REVISION);
    world.put(0, bare.with(List.of("metadata", "labels"), labels));
    world.settle();
    assertThat(world.done()).containsExactly("delete 0", "create 0");

    // Labels that don't match any more: let go, and the name is taken.
    Tree.Obj other = world.pod(0).with(List.of("metadata", "labels", "app"), Tree.Text.of("other"));
    world.put(0, other);
    world.sync();
    assertThat(ObjectMeta.of(world.pod(0)).ownerReferences()).isEmpty();
    world.pods.remove("web-0");
    world.settle();
    assertThat(world.done()).containsExactly("create 0");
  }

  static Tree.Obj orphaned(Tree.Obj pod) {
    return pod.with("metadata", pod.obj("metadata").without("ownerReferences"));
  }

  static void missingClaims(Cases.Case each) {
    for (List<String> retention : SetOrderCases.RETENTIONS) {
      SetWorld world = SetOrderCases.world(each.input(), retention);
      world.sync();
      world.claims.remove("datadir-web-0");
      world.sync();
      assertThat(world.claims).containsKey("datadir-web-0");
      world.settle();
      world.check();
    }
  }

  static void claimOwner(Cases.Case each) {
    SetWorld world = new SetWorld(2);
    world.retention(each.input().text("whenScaled"), each.input().text("whenDeleted"));
    world.settle();
    if (each.input().flag("podIsCondemned")) {
      world.scale(1);
      world.sync();
    }
    List<String> owners = world.claimOwners(1);
    assertThat(owners.contains("Pod")).isEqualTo(each.expect().flag("ownerRefPod"));
    assertThat(owners.contains("StatefulSet")).isEqualTo(each.expect().flag("ownerRefStatefulSet"));
  }
}
