package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cases of which endpoint goes into which slice.
final class SlicePackingCases {
  private SlicePackingCases() {}

  static void max(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    int max = (int) each.input().number(100, "maxEndpointsPerSlice");
    world.options = new EndpointSlicePlanner.Options(max, false, true);
    world.pods(0, (int) each.input().number(0, "pods"));
    world.reconcile();
    assertThat(world.lengths()).containsExactlyElementsOf(lengths(each.expect(), "sliceLengths"));
  }

  static void pack(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    List<Integer> existing = lengths(each.input(), "existingLengths");
    int there = existing.stream().mapToInt(Integer::intValue).sum();
    int pods = (int) each.input().number(there, "pods");
    int added = (int) each.input().number(0, "newPods");
    world.pods(0, Math.max(there, pods));
    if (existing.isEmpty()) {
      world.reconcile();
    } else {
      world.existing(existing);
    }
    world.pods(world.pods.size(), world.pods.size() + added);
    if (each.id().equals("eps-pack-007")) {
      check(world, each.expect().obj("step1"));
      retarget(world, 81);
      check(world, each.expect().obj("step2"));
      return;
    }
    if (each.input().get("existingAddressType").isPresent()) {
      world.slices.replaceAll(s -> s.with("addressType", Tree.Text.of("IP")));
    }
    switch (each.input().text("change")) {
      case "targetPort 80 -> 81" -> retarget(world, 81);
      case "service labels foo=bar" -> world.service(Cases.json("{'labels': {'foo': 'bar'}}"));
      case "every 10th pod becomes not ready" -> {
        for (int i = 0; i < there; i += 10) {
          world.pods.set(i, SliceWorld.ready(world.pods.get(i), false));
        }
      }
      default -> {}
    }
    check(world, each.expect());
  }

  private static void retarget(SliceWorld world, int port) {
    Tree.Obj one = TreeLists.objects(world.service.list("spec", "ports")).getFirst();
    Tree.Obj other = one.with("targetPort", Tree.Num.of(port));
    world.service = world.service.with(List.of("spec", "ports"), Tree.Arr.of(List.of(other)));
  }

  private static void check(SliceWorld world, Tree.Obj expect) {
    SlicePlan plan = world.reconcile();
    if (expect.number(-1, "actions") == 0) assertThat(plan.isEmpty()).isTrue();
    if (expect.get("create").isPresent()) {
      assertThat(plan.creates()).hasSize((int) expect.number(-1, "create"));
    }
    if (expect.get("update").isPresent()) {
      assertThat(plan.updates()).hasSize((int) expect.number(-1, "update"));
    }
    if (expect.get("delete").isPresent()) {
      assertThat(plan.deletes()).hasSize((int) expect.number(-1, "delete"));
    }
    if (expect.get("sliceLengths").isPresent()) {
      assertThat(world.lengths())
          .containsExactlyInAnyOrderElementsOf(lengths(expect, "sliceLengths"));
    }
    if (expect.get("addressType").isPresent()) {
      assertThat(world.slices).allMatch(s -> Slices.family(s).equals(expect.text("addressType")));
    }
    Map<String, String> labels = expect.texts("everySliceLabel");
    assertThat(world.slices)
        .allSatisfy(s -> assertThat(ObjectMeta.of(s).labels()).containsAllEntriesOf(labels));
    assertThat(world.endpoints()).hasSameSizeAs(world.pods);
    assertThat(world.reconcile().isEmpty()).as("nothing left to do").isTrue();
  }

  static void publish(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.service(each.input().obj("service"));
    for (int i = 0; i < 50; i++) world.pods.add(SliceWorld.pod(i, i % 3 != 0));
    SlicePlan plan = world.reconcile();
    assertThat(plan.creates()).hasSize(1);
    assertThat(world.lengths()).containsExactlyElementsOf(lengths(each.expect(), "sliceLengths"));
    assertThat(world.endpoints()).allMatch(e -> e.flag("conditions", "ready"));
    assertThat(world.endpoints()).anyMatch(e -> !e.flag("conditions", "serving"));
  }

  static void headless(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.service(each.input().obj("service"));
    world.pods.add(SliceWorld.pod(1, true));
    SlicePlan first = world.reconcile();
    assertThat(first.creates()).hasSize(1);
    assertThat(first.creates().getFirst().list("ports")).isEmpty();
    // The API returns null for an empty list.
    world.slices.replaceAll(s -> s.with("ports", Tree.Null.NONE));
    assertThat(world.reconcile().isEmpty()).isTrue();
  }

  static void missingNode(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    int n = 4;
    for (Tree.Obj given : TreeLists.objects(each.input().list("pods"))) {
      world.pods.add(
          SliceWorld.pod(given.text("name"), "1.2.3." + n++, true)
              .with(List.of("spec", "nodeName"), Tree.Text.of(given.text("nodeName"))));
    }
    world.service(
        Cases.json("{}")
            .with(
                "publishNotReadyAddresses",
                Tree.Bool.of(each.input().flag("publishNotReadyAddresses"))));
    if (each.input().text("existingSlice").equals("both pods")) {
      world.options = EndpointSlicePlanner.Options.LOCAL;
      world.reconcile();
      world.options = EndpointSlicePlanner.Options.CLUSTER;
    }
    world.nodes.clear();
    for (String name : TreeLists.texts(each.input().list("existingNodes"))) {
      world.nodes.add(SliceWorld.node(name, ""));
    }
    SlicePlan plan = world.reconcile();
    assertThat(world.endpoints()).hasSize((int) each.expect().number(-1, "endpoints"));
    assertThat(!plan.problems().isEmpty()).isEqualTo(each.expect().flag("error"));
    assertThat(plan.creates()).hasSize((int) each.expect().number(0, "create"));
    assertThat(plan.updates()).hasSize((int) each.expect().number(0, "update"));
  }

  static void placeholder(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    for (Tree.Obj given : TreeLists.objects(each.input().list("slices"))) {
      SliceWorld other = new SliceWorld();
      other.reconcile();
      Tree.Obj slice =
          other
              .slices
              .getFirst()
              .with(
                  List.of("metadata", "labels"),
                  Cases.merged(
                      other.slices.getFirst().obj("metadata", "labels"), given.obj("labels")));
      world.slices.add(slice);
    }
    SlicePlan plan = world.reconcile();
    assertThat(plan.creates()).hasSize((int) each.expect().number(0, "create"));
    assertThat(plan.updates()).hasSize((int) each.expect().number(0, "update"));
    assertThat(world.slices).hasSize((int) each.expect().number(-1, "sliceCount"));
    assertThat(world.reconcile().isEmpty()).isTrue();
  }

  static void placeholderEquality(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.reconcile();
    Tree.Obj slice = world.slices.getFirst();
    Tree.Obj other =
        switch (each.title().replace("placeholder comparison: ", "")) {
          case "both empty" -> slice;
          case "only name differs" ->
              slice.with(List.of("metadata", "name"), Tree.Text.of("other"));
          case "labels differ" -> slice.with(List.of("metadata", "labels", "a"), Tree.Text.of("b"));
          case "creationTimestamp differs" ->
              slice.with(
                  List.of("metadata", "creationTimestamp"), Tree.Text.of("2026-01-01T00:00:00Z"));
          case "addressType differs" -> slice.with("addressType", Tree.Text.of("IPv6"));
          default -> throw new AssertionError(each.title());
        };
    assertThat(SlicePacker.samePlaceholder(other, slice)).isEqualTo(each.expect().flag("equal"));
  }

  static void finish(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    if (each.input().flag("serviceDeletionTimestamp")) {
      world.service = SliceWorld.terminating(world.service);
    }
    SliceWorld source = new SliceWorld();
    source.reconcile();
    Tree.Obj created = source.slices.getFirst();
    List<Tree.Obj> creates =
        copies(created, "created", (int) each.input().number(0, "toCreate")).stream()
            .map(s -> s.with("metadata", s.obj("metadata").without("name")))
            .toList();
    List<Tree.Obj> updates = copies(created, "updated", (int) each.input().number(0, "toUpdate"));
    List<Tree.Obj> deletes = copies(created, "deleted", (int) each.input().number(0, "toDelete"));
    List<Tree.Obj> existing = new ArrayList<>(updates);
    existing.addAll(copies(created, "deleted", 1));
    SlicePlan plan =
        EndpointSlicePlanner.finished(world.service, creates, updates, deletes, Optional.empty());
    List<String> names = plan.applied(existing).stream().map(s -> ObjectMeta.of(s).name()).toList();
    assertThat(plan.creates().isEmpty()).isEqualTo(!each.expect().flag("createdSliceExists"));
    assertThat(names.contains("updated0")).isEqualTo(each.expect().flag("updatedSliceExists"));
    assertThat(names.contains("deleted0")).isEqualTo(each.expect().flag("deletedSliceExists"));
  }

  private static List<Tree.Obj> copies(Tree.Obj slice, String name, int count) {
    List<Tree.Obj> copies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      copies.add(slice.with(List.of("metadata", "name"), Tree.Text.of(name + i)));
    }
    return copies;
  }

  private static List<Integer> lengths(Tree.Obj object, String field) {
    return object.list(field).stream()
        .map(n -> n instanceof Tree.Num num ? num.value().intValue() : -1)
        .toList();
  }
}
