package dev.roster.app.up;

import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The table of services and their members, as lines of text.
final class StatusTable {
  private static final List<String> HEAD =
      List.of("SERVICE", "MEMBER", "ADDRESS", "STATE", "READY SINCE", "RESTARTS");

  private StatusTable() {}

  /// The table of these objects: members under each Service that selects them, the rest last.
  static List<String> of(List<Tree.Obj> services, List<Tree.Obj> pods, ZoneId zone) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    Set<Tree.Obj> rest = new LinkedHashSet<>(ordered(pods));
    for (Tree.Obj tree : services) {
      ServiceView service = new ServiceView(tree);
      List<Tree.Obj> members = members(service, ordered(pods));
      members.forEach(rest::remove);
      addService(rows, service, members, zone);
    }
    boolean first = true;
    for (Tree.Obj pod : rest) {
      String label = first ? "(no service)" : "";
      first = false;
      rows.add(member(label, pod, zone));
    }
    return aligned(rows);
  }

  /// Whether every pod is ready and none is about to go, and there is one.
  static boolean allReady(List<Tree.Obj> pods) {
    if (pods.isEmpty()) return false;
    for (Tree.Obj tree : pods) {
      PodView pod = new PodView(tree);
      if (pod.meta().terminating()) return false;
      if (!pod.isReady() && !pod.phase().equals("Succeeded")) return false;
    }
    return true;
  }

  private static void addService(
      List<List<String>> rows, ServiceView service, List<Tree.Obj> members, ZoneId zone) {
    long ready = members.stream().filter(pod -> new PodView(pod).isReady()).count();
    String name = service.meta().namespace() + "/" + service.meta().name();
    String count = service.isExternalName() ? service.externalName() : ready + "/" + members.size();
    rows.add(List.of(name, service.isExternalName() ? "" : count + " ready", "", "", "", ""));
    for (Tree.Obj pod : members) rows.add(member("", pod, zone));
  }

  private static List<String> member(String service, Tree.Obj pod, ZoneId zone) {
    MemberRow row = MemberRow.of(pod, zone);
    String restarts = Long.toString(row.restarts());
    return List.of(service, row.name(), row.address(), row.state(), row.readySince(), restarts);
  }

  private static List<Tree.Obj> members(ServiceView service, List<Tree.Obj> pods) {
    Map<String, String> selector = service.selector();
    if (selector.isEmpty()) return List.of();
    LabelSelector labels = LabelSelector.ofLabels(selector);
    List<Tree.Obj> members = new ArrayList<>();
    for (Tree.Obj pod : pods) {
      ObjectMeta meta = ObjectMeta.of(pod);
      if (meta.namespace().equals(service.meta().namespace()) && labels.matches(meta.labels())) {
        members.add(pod);
      }
    }
    return members;
  }

  /// By namespace and name, `db-10` behind `db-9`.
  private static List<Tree.Obj> ordered(List<Tree.Obj> pods) {
    Map<String, Tree.Obj> byName = new LinkedHashMap<>();
    pods.stream()
        .sorted((a, b) -> {
          ObjectMeta left = ObjectMeta.of(a);
          ObjectMeta right = ObjectMeta.of(b);
          int order = left.namespace().compareTo(right.namespace());
          if (order != 0) return order;
          return compareNames(left.name(), right.name());
        })
        .forEach(pod ->
            byName.put(ObjectMeta.of(pod).namespace() + "/" + ObjectMeta.of(pod).name(), pod));
    return List.copyOf(byName.values());
  }

  private static int compareNames(String a, String b) {
    int left = a.lastIndexOf('-');
    int right = b.lastIndexOf('-');
    if (left > 0 && right > 0 && a.substring(0, left).equals(b.substring(0, right))) {
      String x = a.substring(left + 1);
      String y = b.substring(right + 1);
      if (isOrdinal(x) && isOrdinal(y))
        return Integer.compare(Integer.parseInt(x), Integer.parseInt(y));
    }
    return a.compareTo(b);
  }

  private static boolean isOrdinal(String text) {
    return !text.isEmpty()
        && text.length() < 10
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static List<String> aligned(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], row.get(i).length());
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
