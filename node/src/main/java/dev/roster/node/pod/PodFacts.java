package dev.roster.node.pod;

import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import java.util.Map;
import java.util.Optional;

/// A pod's fields by path, for `fieldRef` and downwardAPI volumes.
///
/// @param ip the pod's address
/// @param hostIp the node's
public record PodFacts(PodView pod, String ip, String hostIp, String nodeName) {
  /// A field's value; empty for a path that has none.
  public Optional<String> field(String path) {
    int bracket = path.indexOf("['");
    if (bracket > 0 && path.endsWith("']")) {
      String key = path.substring(bracket + 2, path.length() - 2);
      return switch (path.substring(0, bracket)) {
        case "metadata.labels" -> Optional.of(pod.meta().labels().getOrDefault(key, ""));
        case "metadata.annotations" -> Optional.of(pod.meta().annotations().getOrDefault(key, ""));
        default -> Optional.empty();
      };
    }
    return switch (path) {
      case "metadata.name" -> Optional.of(pod.meta().name());
      case "metadata.namespace" -> Optional.of(pod.meta().namespace());
      case "metadata.uid" -> Optional.of(pod.meta().uid());
      case "metadata.labels" -> Optional.of(all(pod.meta().labels()));
      case "metadata.annotations" -> Optional.of(all(pod.meta().annotations()));
      case "spec.nodeName" -> Optional.of(nodeName);
      case "spec.serviceAccountName" -> Optional.of(serviceAccount());
      case "status.podIP", "status.podIPs" -> Optional.of(ip);
      case "status.hostIP", "status.hostIPs" -> Optional.of(hostIp);
      default -> Optional.empty();
    };
  }

  private String serviceAccount() {
    String name = pod.spec().text("serviceAccountName");
    return name.isEmpty() ? "default" : name;
  }

  /// One `key="value"` a line, in key order, the value quoted as Go quotes it.
  private static String all(Map<String, String> map) {
    StringBuilder out = new StringBuilder();
    map.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> {
          if (!out.isEmpty()) out.append('\n');
          String value = each.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
          value = value.replace("\n", "\\n").replace("\t", "\\t");
          out.append(each.getKey()).append("=\"").append(value).append('"');
        });
    return out.toString();
  }

  /// The machine's processors or memory, or the container's limit: what `resourceFieldRef` names.
  public Optional<String> resource(Tree.Obj container, String resource, String divisor) {
    return ResourceField.value(container, resource, divisor);
  }
}
