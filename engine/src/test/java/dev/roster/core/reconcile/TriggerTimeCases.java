package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The trigger time over several plans.
final class TriggerTimeCases {
  private TriggerTimeCases() {}

  static void check() {
    SliceWorld world = new SliceWorld();
    Tree.Obj service =
        world.service.with(
            List.of("metadata", "creationTimestamp"), Tree.Text.of("2026-01-01T00:00:00Z"));
    var first = TriggerTimes.UNKNOWN.next(service, List.of(turned("a", "00:00:09Z")));
    assertThat(first.changed()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    var nothing = first.times().next(service, List.of(turned("a", "00:00:09Z")));
    assertThat(nothing.changed()).isEmpty();
    var earliest =
        nothing
            .times()
            .next(service, List.of(turned("a", "00:01:30Z"), turned("b", "00:01:20.5Z")));
    assertThat(earliest.changed()).contains(Instant.parse("2026-01-01T00:01:20.5Z"));
    assertThat(Slices.triggerTime(earliest.changed().orElseThrow()))
        .isEqualTo("2026-01-01T00:01:20.5Z");
    assertThat(earliest.times().next(service, List.of()).changed()).isEmpty();

    // Written where a time is known, removed where none is.
    world.service = service;
    world.pods.add(SliceWorld.pod(1, true));
    world.reconcile();
    assertThat(ObjectMeta.of(world.slices.getFirst()).annotations())
        .containsOnlyKeys(Slices.TRIGGER_TIME);
    world.pods.set(0, SliceWorld.ready(world.pods.getFirst(), false));
    SlicePlan plan =
        EndpointSlicePlanner.plan(
            world.service, world.pods, world.nodes, world.slices, world.options, Optional.empty());
    assertThat(ObjectMeta.of(plan.updates().getFirst()).annotations()).isEmpty();
  }

  private static Tree.Obj turned(String name, String time) {
    Tree.Obj condition =
        Cases.json("{'type': 'Ready', 'status': 'True'}")
            .with("lastTransitionTime", Tree.Text.of("2026-01-01T" + time));
    return SliceWorld.pod(name, "1.2.3.4", true)
        .with(List.of("status", "conditions"), Tree.Arr.of(List.of(condition)));
  }
}
