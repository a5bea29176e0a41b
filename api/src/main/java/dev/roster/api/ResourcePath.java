package dev.roster.api;

import dev.roster.core.objects.Kinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a REST path of Kubernetes names.
sealed interface ResourcePath {
  /// All objects of a kind.
  ///
  /// @param namespace "" for all namespaces or a kind without
  record Collection(Kinds.Entry entry, String namespace) implements ResourcePath {}

  /// One object or a part of it.
  ///
  /// @param namespace "" for a kind without
  /// @param subresource `status`, `scale`, `log`...; "" for the object
  record Named(Kinds.Entry entry, String namespace, String name, String subresource)
      implements ResourcePath {}

  /// A path of a group that is served here, but no resource.
  record NoResource() implements ResourcePath {}

  /// A path outside of all groups.
  record Elsewhere() implements ResourcePath {}

  /// Reads a path such as `/apis/apps/v1/namespaces/default/statefulsets/db/scale`.
  static ResourcePath of(String path) {
    List<String> steps = new ArrayList<>();
    for (String step : path.substring(Math.min(1, path.length())).split("/", -1)) {
      steps.add(ApiRequest.decoded(step));
    }
    // A collection may end with a slash (seen on a server).
    if (steps.size() > 1 && steps.getLast().isEmpty()) steps.removeLast();
    if (steps.contains("")) return new Elsewhere();
    if (steps.size() >= 2 && steps.getFirst().equals("api")) {
      return of(steps.get(1), steps.subList(2, steps.size()));
    }
    if (steps.size() >= 3 && steps.getFirst().equals("apis")) {
      return of(steps.get(1) + "/" + steps.get(2), steps.subList(3, steps.size()));
    }
    return new Elsewhere();
  }

  private static ResourcePath of(String apiVersion, List<String> steps) {
    if (!Served.GROUPS.contains(group(apiVersion))) return new Elsewhere();
    if (!Served.BY_PATH.containsKey(apiVersion) || steps.isEmpty()) return new NoResource();
    Map<String, Kinds.Entry> kinds = Served.BY_PATH.get(apiVersion);
    boolean within = steps.size() >= 3 && steps.getFirst().equals("namespaces");
    if (within && kinds.containsKey(steps.get(2)) && kinds.get(steps.get(2)).namespaced()) {
      return resource(kinds.get(steps.get(2)), steps.get(1), steps.subList(3, steps.size()));
    }
    if (!kinds.containsKey(steps.getFirst())) return new NoResource();
    Kinds.Entry entry = kinds.get(steps.getFirst());
    // Without a namespace, objects of a kind in namespaces can be listed only.
    if (entry.namespaced() && steps.size() > 1) return new NoResource();
    return resource(entry, "", steps.subList(1, steps.size()));
  }

  private static ResourcePath resource(Kinds.Entry entry, String namespace, List<String> rest) {
    return switch (rest.size()) {
      case 0 -> new Collection(entry, namespace);
      case 1 -> new Named(entry, namespace, rest.get(0), "");
      case 2 -> new Named(entry, namespace, rest.get(0), rest.get(1));
      default -> new NoResource();
    };
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /// The kinds by their paths.
  final class Served {
    private static final Map<String, Map<String, Kinds.Entry>> BY_PATH = new HashMap<>();
    private static final Set<String> GROUPS;

    static {
      for (Kinds.Entry entry : Kinds.all()) {
        BY_PATH
            .computeIfAbsent(entry.apiVersion(), _ -> new HashMap<>())
            .put(entry.plural(), entry);
      }
      GROUPS = Set.copyOf(BY_PATH.keySet().stream().map(ResourcePath::group).toList());
    }

    private Served() {}
  }
}
