package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts endpoints of one family into slices with as few writes as possible: what is right stays,
/// slices that must be written anyway take new endpoints first, nothing is balanced for its own
/// sake.
final class SlicePacker {
  private static final Set<String> COMPUTED =
      Set.of(Slices.SERVICE_NAME, Slices.MANAGED_BY, Slices.HEADLESS);

  private final ServiceView service;
  private final String family;
  private final int endpointsMax;
  private final List<Tree.Obj> creates = new ArrayList<>();
  private final List<Tree.Obj> updates = new ArrayList<>();
  private final List<Tree.Obj> deletes = new ArrayList<>();

  SlicePacker(ServiceView service, String family, int endpointsMax) {
    this.service = service;
    this.family = family;
    this.endpointsMax = endpointsMax;
  }

  List<Tree.Obj> creates() {
    return creates;
  }

  List<Tree.Obj> updates() {
    return updates;
  }

  List<Tree.Obj> deletes() {
    return deletes;
  }

  void delete(Tree.Obj slice) {
    deletes.add(slice);
  }

  /// A slice being filled.
  private record Filling(Tree.Obj slice, List<Tree.Obj> endpoints) {}

  /// Plans the slices of one set of ports.
  void pack(List<Tree.Obj> existing, SliceMembers.Group group) {
    Map<List<String>, Tree.Obj> wanted = new LinkedHashMap<>(group.endpoints());
    List<Filling> unchanged = new ArrayList<>();
    List<Filling> changed = new ArrayList<>();
    for (Tree.Obj slice : existing) {
      List<Tree.Obj> had = Slices.endpoints(slice);
      List<Tree.Obj> kept = new ArrayList<>();
      boolean differs = labelsDiffer(slice);
      for (Tree.Obj endpoint : had) {
        Tree.Obj now = wanted.remove(Slices.endpointKey(endpoint));
        if (now == null) continue;
        kept.add(now);
        differs |= !Slices.sameEndpoint(now, endpoint);
      }
      if (kept.isEmpty()) {
        deletes.add(slice);
      } else if (differs || kept.size() != had.size()) {
        changed.add(new Filling(slice, kept));
      } else {
        unchanged.add(new Filling(slice, kept));
      }
    }
    Deque<Tree.Obj> missing = new ArrayDeque<>(wanted.values());
    List<Filling> fullestFirst = new ArrayList<>(changed);
    fullestFirst.sort(Comparator.comparingInt((Filling each) -> -each.endpoints().size()));
    for (Filling each : fullestFirst) fill(each.endpoints(), missing);
    while (!missing.isEmpty()) {
      Optional<Filling> best =
          missing.size() < endpointsMax ? closest(unchanged, missing.size()) : Optional.empty();
      if (best.isPresent()) {
        fill(best.get().endpoints(), missing);
        unchanged.remove(best.get());
        changed.add(best.get());
      } else {
        List<Tree.Obj> endpoints = new ArrayList<>();
        fill(endpoints, missing);
        creates.add(created(group.ports(), endpoints));
      }
    }
    for (Filling each : changed) updates.add(updated(each));
  }

  private void fill(List<Tree.Obj> endpoints, Deque<Tree.Obj> missing) {
    while (!missing.isEmpty() && endpoints.size() < endpointsMax) endpoints.add(missing.remove());
  }

  /// The slice that has room for so many more and is then closest to full.
  private Optional<Filling> closest(List<Filling> slices, int more) {
    return slices.stream()
        .filter(each -> each.endpoints().size() + more <= endpointsMax)
        .max(Comparator.comparingInt(each -> each.endpoints().size()));
  }

  /// A Service without any endpoint has one empty slice, so that clients can tell it from one that
  /// nobody has looked at.
  ///
  /// @param existing how many slices of the family there are
  void addPlaceholder(int existing) {
    if (existing != deletes.size() || !creates.isEmpty()) return;
    Tree.Obj placeholder = created(List.of(), List.of());
    if (deletes.size() == 1 && samePlaceholder(deletes.getFirst(), placeholder)) {
      deletes.clear();
    } else {
      creates.add(placeholder);
    }
  }

  /// Whether a slice is the placeholder already: name, times and revision don't count.
  static boolean samePlaceholder(Tree.Obj slice, Tree.Obj placeholder) {
    ObjectMeta one = ObjectMeta.of(slice);
    ObjectMeta other = ObjectMeta.of(placeholder);
    return Slices.family(slice).equals(Slices.family(placeholder))
        && Slices.endpoints(slice).equals(Slices.endpoints(placeholder))
        && Slices.portsKey(slice.list("ports")).equals(Slices.portsKey(placeholder.list("ports")))
        && one.labels().equals(other.labels())
        && one.ownerReferences().equals(other.ownerReferences());
  }

  private Tree.Obj created(List<Tree> ports, List<Tree.Obj> endpoints) {
    ObjectMeta meta = service.meta();
    Tree.Obj owner =
        new OwnerReference("v1", "Service", meta.name(), meta.uid(), true, true).toTree();
    Tree.Obj metadata =
        new Fields()
            .text("generateName", meta.name() + "-")
            .text("namespace", meta.namespace())
            .texts("labels", labels(service))
            .list("ownerReferences", List.of(owner))
            .build();
    return new Fields()
        .text("apiVersion", "discovery.k8s.io/v1")
        .text("kind", "EndpointSlice")
        .put("metadata", metadata)
        .text("addressType", family)
        .put("endpoints", Tree.Arr.of(endpoints))
        .put("ports", Tree.Arr.of(ports))
        .build();
  }

  private Tree.Obj updated(Filling filling) {
    return filling
        .slice()
        .with("endpoints", Tree.Arr.of(filling.endpoints()))
        .with(List.of("metadata", "labels"), Fields.texts(labels(service)));
  }

  /// The labels of a Service's slices: its own, and three that are computed and that it can't set.
  static Map<String, String> labels(ServiceView service) {
    Map<String, String> labels = new LinkedHashMap<>(service.meta().labels());
    labels.keySet().removeAll(COMPUTED);
    labels.put(Slices.MANAGED_BY, EndpointSlicePlanner.MANAGER);
    labels.put(Slices.SERVICE_NAME, service.meta().name());
    List<String> addresses = service.clusterIps();
    boolean headless = addresses.isEmpty() || addresses.getFirst().equals(ServiceView.NONE);
    if (headless) labels.put(Slices.HEADLESS, "");
    return labels;
  }

  private boolean labelsDiffer(Tree.Obj slice) {
    return labelsDiffer(ObjectMeta.of(slice).labels(), service);
  }

  /// Whether a slice must be written for its labels' sake: the computed ones alone are no reason.
  static boolean labelsDiffer(Map<String, String> labels, ServiceView service) {
    Map<String, String> has = new LinkedHashMap<>(labels);
    Map<String, String> wants = new LinkedHashMap<>(service.meta().labels());
    has.keySet().removeAll(COMPUTED);
    wants.keySet().removeAll(COMPUTED);
    return !has.equals(wants);
  }
}
