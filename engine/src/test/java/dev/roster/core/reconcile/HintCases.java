package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The cases of hints.
final class HintCases {
  private HintCases() {}

  static void topology(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    String annotation = "service.kubernetes.io/topology-aware-hints";
    world.service =
        world.service.with(
            List.of("metadata", "annotations", annotation),
            Tree.Text.of(each.input().text("annotation " + annotation)));
    world.nodes.add(SliceWorld.node("node-1", "zone-c"));
    world.pods(0, (int) each.input().number(0, "endpoints"));
    world.reconcile();
    assertThat(counted(world, "forZones")).isEqualTo(numbers(each.expect().obj("hintsByZone")));
  }

  static void traffic(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.nodes = new ArrayList<>();
    each.input()
        .texts("nodes")
        .forEach((name, zone) -> world.nodes.add(SliceWorld.node(name, zone)));
    int n = 0;
    for (var pod : each.input().texts("pods").entrySet()) {
      world.pods.add(
          SliceWorld.pod(pod.getKey(), "1.2.3." + n++, true)
              .with(List.of("spec", "nodeName"), Tree.Text.of(pod.getValue())));
    }
    String mode = "service.kubernetes.io/topology-mode";
    world.service =
        world
            .service
            .with(
                List.of("metadata", "annotations", mode),
                Tree.Text.of(each.input().text("topologyHintsAnnotation")))
            .with(
                List.of("spec", "trafficDistribution"),
                Tree.Text.of(each.input().text("trafficDistribution")));
    world.reconcile();
    assertThat(counted(world, "forZones")).isEqualTo(numbers(each.expect().obj("hintsByZone")));
    assertThat(counted(world, "forNodes")).isEqualTo(numbers(each.expect().obj("hintsByNode")));
  }

  private static Map<String, Long> counted(SliceWorld world, String field) {
    Map<String, Long> counts = new TreeMap<>();
    for (Tree.Obj endpoint : world.endpoints()) {
      for (Tree.Obj hint : TreeLists.objects(endpoint.list("hints", field))) {
        counts.merge(hint.text("name"), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static Map<String, Long> numbers(Tree.Obj counts) {
    Map<String, Long> numbers = new TreeMap<>();
    for (String name : counts.members().keySet()) numbers.put(name, counts.number(0, name));
    return numbers;
  }
}
