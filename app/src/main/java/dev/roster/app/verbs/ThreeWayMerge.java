package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// kubectl's client-side apply: what the manifest says now, less what it said last time and no
/// longer says, over what is stored. What others set stays.
final class ThreeWayMerge {
  /// Lists whose elements have a key (Kubernetes' `patchMergeKey`); the first member that all
  /// elements have is it.
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("containers", List.of("name")),
          Map.entry("initContainers", List.of("name")),
          Map.entry("ephemeralContainers", List.of("name")),
          Map.entry("volumes", List.of("name")),
          Map.entry("env", List.of("name")),
          Map.entry("imagePullSecrets", List.of("name")),
          Map.entry("secrets", List.of("name")),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("volumeDevices", List.of("devicePath")),
          Map.entry("hostAliases", List.of("ip")),
          Map.entry("ports", List.of("containerPort", "port")),
          Map.entry("conditions", List.of("type")),
          Map.entry("ownerReferences", List.of("uid")),
          Map.entry("topologySpreadConstraints", List.of("topologyKey")));

  /// Lists of texts to which elements are only added.
  private static final Set<String> SETS = Set.of("finalizers");

  private ThreeWayMerge() {}

  /// The object as it should be.
  ///
  /// @param last what was applied last time
  /// @param wanted what the manifest says
  /// @param stored what the server has
  static Tree.Obj merge(Tree.Obj last, Tree.Obj wanted, Tree.Obj stored) {
    Tree.Obj result = stored;
    for (String name : last.members().keySet()) {
      if (wanted.get(name).isEmpty()) result = result.without(name);
    }
    for (Map.Entry<String, Tree> member : wanted.members().entrySet()) {
      String name = member.getKey();
      Tree value = member.getValue();
      if (value instanceof Tree.Null) {
        result = result.without(name);
        continue;
      }
      Tree old = stored.get(name).orElse(Tree.Null.NONE);
      Tree before = last.get(name).orElse(Tree.Null.NONE);
      result = result.with(name, value(name, before, value, old));
    }
    return result;
  }

  /// The merge patch (RFC 7396) that makes one object the other; empty where they are equal.
  static Optional<Tree.Obj> patch(Tree.Obj from, Tree.Obj to) {
    Map<String, Tree> changes = new LinkedHashMap<>();
    for (String name : from.members().keySet()) {
      if (to.get(name).isEmpty()) changes.put(name, Tree.Null.NONE);
    }
    to.members()
        .forEach((name, value) -> {
          Tree old = from.get(name).orElse(Tree.Null.NONE);
          if (value instanceof Tree.Obj inner && old instanceof Tree.Obj before) {
            patch(before, inner).ifPresent(change -> changes.put(name, change));
          } else if (!value.equals(old)) {
            changes.put(name, value);
          }
        });
    return changes.isEmpty() ? Optional.empty() : Optional.of(Tree.Obj.of(changes));
  }

  private static Tree value(String name, Tree last, Tree wanted, Tree stored) {
    Tree.Obj before = last instanceof Tree.Obj obj ? obj : Tree.Obj.EMPTY;
    List<Tree> elements = last instanceof Tree.Arr arr ? arr.elements() : List.of();
    return switch (wanted) {
      case Tree.Obj obj when stored instanceof Tree.Obj old -> merge(before, obj, old);
      case Tree.Obj obj -> merge(Tree.Obj.EMPTY, obj, Tree.Obj.EMPTY);
      case Tree.Arr arr when stored instanceof Tree.Arr old ->
          list(name, elements, arr.elements(), old.elements());
      case Tree.Arr _, Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> wanted;
    };
  }

  private static Tree list(String name, List<Tree> last, List<Tree> wanted, List<Tree> stored) {
    if (SETS.contains(name)) {
      List<Tree> union = new ArrayList<>(wanted);
      for (Tree each : stored) {
        if (!union.contains(each) && !last.contains(each)) union.add(each);
      }
      return Tree.Arr.of(union);
    }
    for (String key : KEYS.getOrDefault(name, List.of())) {
      Optional<Map<Tree, Tree.Obj>> wantedByKey = byKey(wanted, key);
      Optional<Map<Tree, Tree.Obj>> storedByKey = byKey(stored, key);
      if (wantedByKey.isPresent() && storedByKey.isPresent()) {
        Map<Tree, Tree.Obj> lastByKey = byKey(last, key).orElse(Map.of());
        return keyed(lastByKey, wantedByKey.get(), storedByKey.get());
      }
    }
    return Tree.Arr.of(wanted);
  }

  /// In the manifest's order; then what others added.
  private static Tree keyed(
      Map<Tree, Tree.Obj> last, Map<Tree, Tree.Obj> wanted, Map<Tree, Tree.Obj> stored) {
    List<Tree> merged = new ArrayList<>();
    wanted.forEach((key, element) -> {
      Tree.Obj old = stored.getOrDefault(key, Tree.Obj.EMPTY);
      merged.add(merge(last.getOrDefault(key, Tree.Obj.EMPTY), element, old));
    });
    stored.forEach((key, element) -> {
      if (!wanted.containsKey(key) && !last.containsKey(key)) merged.add(element);
    });
    return Tree.Arr.of(merged);
  }

  /// Empty where an element has no such member or two have the same.
  private static Optional<Map<Tree, Tree.Obj>> byKey(List<Tree> elements, String key) {
    Map<Tree, Tree.Obj> byKey = new LinkedHashMap<>();
    Set<Tree> seen = new HashSet<>();
    for (Tree element : elements) {
      if (!(element instanceof Tree.Obj obj)) return Optional.empty();
      Optional<Tree> value = obj.get(key);
      if (value.isEmpty() || !seen.add(value.get())) return Optional.empty();
      byKey.put(value.get(), obj);
    }
    return Optional.of(byKey);
  }
}
