package dev.roster.manifest;

import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Pods and pod templates by namespace and label, so that each of many Services finds its few.
final class PodsByLabel {
  private record Label(String namespace, String key, String value) {}

  private record Labeled(PodView pod, Map<String, String> labels) {}

  private final Map<Label, List<Labeled>> byLabel = new HashMap<>();

  void add(String namespace, PodView pod) {
    Map<String, String> labels = pod.meta().labels();
    Labeled labeled = new Labeled(pod, labels);
    labels.forEach((key, value) ->
        byLabel
            .computeIfAbsent(new Label(namespace, key, value), _ -> new ArrayList<>())
            .add(labeled));
  }

  /// The pods of a namespace that have all the labels of a Service's selector; an empty selector
  /// selects none.
  List<PodView> selected(String namespace, Map<String, String> selector) {
    List<Labeled> fewest = List.of();
    boolean first = true;
    for (Map.Entry<String, String> each : selector.entrySet()) {
      Label label = new Label(namespace, each.getKey(), each.getValue());
      List<Labeled> those = byLabel.getOrDefault(label, List.of());
      if (first || those.size() < fewest.size()) fewest = those;
      first = false;
    }
    LabelSelector wanted = LabelSelector.ofLabels(selector);
    return fewest.stream().filter(l -> wanted.matches(l.labels())).map(Labeled::pod).toList();
  }
}
