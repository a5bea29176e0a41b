package dev.roster.core.reconcile;

import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hints for clients that prefer endpoints near them, from `spec.trafficDistribution`. The older
/// topology annotation needs the CPUs of all zones and gives no hints here.
final class SliceHints {
  private static final String MODE = "service.kubernetes.io/topology-mode";
  private static final String AWARE_HINTS = "service.kubernetes.io/topology-aware-hints";

  private SliceHints() {}

  /// The hints of a ready endpoint, if it gets any.
  static Optional<Tree> of(ServiceView service, String nodeName, String zone) {
    if (zone.isEmpty() || isTopologyAware(service.meta().annotations())) return Optional.empty();
    Fields zones = new Fields().list("forZones", List.of(named(zone)));
    return switch (service.tree().text("spec", "trafficDistribution")) {
      case "PreferClose", "PreferSameZone" -> Optional.of(zones.build());
      case "PreferSameNode" ->
          Optional.of(
              nodeName.isEmpty()
                  ? zones.build()
                  : zones.list("forNodes", List.of(named(nodeName))).build());
      default -> Optional.empty(); // a text that a user wrote, not one of our cases
    };
  }

  /// Whether an annotation asks for hints by topology: `auto` or `Auto`; the older annotation wins.
  static boolean isTopologyAware(Map<String, String> annotations) {
    String mode = annotations.getOrDefault(MODE, "");
    String value = annotations.getOrDefault(AWARE_HINTS, mode);
    return value.equals("auto") || value.equals("Auto");
  }

  private static Tree.Obj named(String name) {
    return new Fields().text("name", name).build();
  }
}
