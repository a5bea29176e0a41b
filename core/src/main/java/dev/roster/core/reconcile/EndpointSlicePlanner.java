package dev.roster.core.reconcile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which EndpointSlices a Service with a selector should have, as Kubernetes' EndpointSlice
/// controller makes them from its pods.
///
/// Slices of another manager are never touched; neither is anything of a Service without a selector
/// or of type ExternalName. What is right already is not rewritten.
public final class EndpointSlicePlanner {
  /// The value of the managed-by label on the slices that this planner keeps.
  public static final String MANAGER = "endpointslice-controller.k8s.io";

  /// Endpoints in one slice, unless configured otherwise.
  public static final int ENDPOINTS_MAX_DEFAULT = 100;

  /// The most that the API allows in one slice.
  public static final int ENDPOINTS_MAX_LIMIT = 1000;

  private EndpointSlicePlanner() {}

  /// How to plan.
  ///
  /// @param endpointsMax endpoints in one slice, 1..1000
  /// @param loopbackAllowed whether pods may have loopback addresses (the embedded node's have);
  ///   else such a pod is left out, as the API would refuse the slice
  /// @param nodesKnown whether the given Nodes are all there are: a pod on another one is left out
  ///   unless the Service publishes what isn't ready
  public record Options(int endpointsMax, boolean loopbackAllowed, boolean nodesKnown) {
    /// As a cluster's controller plans.
    public static final Options CLUSTER = new Options(ENDPOINTS_MAX_DEFAULT, false, true);

    /// Pods on loopback, and Nodes that may not have been given: files, the embedded node.
    public static final Options LOCAL = new Options(ENDPOINTS_MAX_DEFAULT, true, false);

    public Options {
      if (endpointsMax < 1 || endpointsMax > ENDPOINTS_MAX_LIMIT) {
        throw new IllegalArgumentException(
            "endpointsMax is " + endpointsMax + " (expected: 1.." + ENDPOINTS_MAX_LIMIT + ")");
      }
    }
  }

  /// Whether the Service's slices are made from pods at all.
  public static boolean applies(Tree.Obj service) {
    ServiceView view = new ServiceView(service);
    return !view.isExternalName() && !view.selector().isEmpty();
  }

  /// The plan for one Service.
  ///
  /// @param pods at least all of the Service's namespace that its selector matches
  /// @param nodes their zones go into the endpoints
  /// @param slices at least all that carry the Service's name; others are ignored
  /// @param changed when the change that leads to this plan happened, see [TriggerTimes]
  public static SlicePlan plan(
      Tree.Obj service,
      List<Tree.Obj> pods,
      List<Tree.Obj> nodes,
      List<Tree.Obj> slices,
      Options options,
      Optional<Instant> changed) {
    if (!applies(service)) return SlicePlan.NOTHING;
    ServiceView view = new ServiceView(service);
    Map<String, List<Tree.Obj>> existing = new LinkedHashMap<>();
    for (Tree.Obj slice : slices) {
      if (!Slices.isManaged(slice, view.meta(), MANAGER)) continue;
      existing.computeIfAbsent(Slices.family(slice), _ -> new ArrayList<>()).add(slice);
    }
    SliceMembers members = SliceMembers.of(view, pods, nodes, options);
    SlicePlan plan = new SlicePlan(List.of(), List.of(), List.of(), members.problems());
    List<String> families = families(view);
    for (String family : families) {
      List<Tree.Obj> ofFamily = existing.getOrDefault(family, List.of());
      plan = plan.and(family(view, family, members, ofFamily, options.endpointsMax(), changed));
    }
    List<Tree.Obj> unwanted = new ArrayList<>();
    existing.forEach((family, ofFamily) -> {
      if (!families.contains(family)) unwanted.addAll(ofFamily);
    });
    return plan.and(new SlicePlan(List.of(), List.of(), unwanted, List.of()));
  }

  /// The address families that a Service wants slices of: `spec.ipFamilies`, else the family of its
  /// cluster IP, else both.
  static List<String> families(ServiceView service) {
    if (!service.ipFamilies().isEmpty()) return service.ipFamilies();
    Optional<IpAddress> address =
        service.clusterIps().isEmpty()
            ? Optional.empty()
            : IpAddress.parse(service.clusterIps().getFirst());
    if (address.isEmpty()) return List.of("IPv4", "IPv6");
    return List.of(address.get().isIpv4() ? "IPv4" : "IPv6");
  }

  private static SlicePlan family(
      ServiceView service,
      String family,
      SliceMembers members,
      List<Tree.Obj> existing,
      int endpointsMax,
      Optional<Instant> changed) {
    String uid = service.meta().uid();
    Map<List<String>, List<Tree.Obj>> byPorts = new LinkedHashMap<>();
    SlicePacker packer = new SlicePacker(service, family, endpointsMax);
    for (Tree.Obj slice : existing) {
      if (Slices.isControlledBy(slice, uid)) {
        byPorts.computeIfAbsent(portsKey(slice), _ -> new ArrayList<>()).add(slice);
      } else {
        packer.delete(slice);
      }
    }
    for (SliceMembers.Group group : members.groups(family)) {
      List<Tree.Obj> ofPorts = byPorts.remove(Slices.portsKey(group.ports()));
      packer.pack(ofPorts == null ? List.of() : ofPorts, group);
    }
    byPorts.values().forEach(unwanted -> unwanted.forEach(packer::delete));
    packer.addPlaceholder(existing.size());
    return finished(service.tree(), packer.creates(), packer.updates(), packer.deletes(), changed);
  }

  private static List<String> portsKey(Tree.Obj slice) {
    return Slices.portsKey(slice.list("ports"));
  }

  /// The last touches of a family's plan: a slice to delete becomes the one to create where it may,
  /// nothing is created for a Service that is going, and what is written carries the trigger time.
  static SlicePlan finished(
      Tree.Obj service,
      List<Tree.Obj> toCreate,
      List<Tree.Obj> toUpdate,
      List<Tree.Obj> toDelete,
      Optional<Instant> changed) {
    ObjectMeta meta = ObjectMeta.of(service);
    List<Tree.Obj> creates = new ArrayList<>(toCreate);
    List<Tree.Obj> updates = new ArrayList<>(toUpdate);
    List<Tree.Obj> deletes = new ArrayList<>();
    for (Tree.Obj unwanted : toDelete) {
      boolean reusable =
          !creates.isEmpty()
              && Slices.isControlledBy(unwanted, meta.uid())
              && Slices.family(creates.getLast()).equals(Slices.family(unwanted));
      if (reusable) {
        updates.add(recycled(unwanted, creates.removeLast()));
      } else {
        deletes.add(unwanted);
      }
    }
    if (meta.terminating()) creates.clear();
    Optional<String> time = changed.map(Slices::triggerTime);
    creates.replaceAll(slice -> Slices.annotated(slice, Slices.TRIGGER_TIME, time));
    updates.replaceAll(slice -> Slices.annotated(slice, Slices.TRIGGER_TIME, time));
    return new SlicePlan(creates, updates, deletes, List.of());
  }

  /// What a new slice says, in the object that is there.
  private static Tree.Obj recycled(Tree.Obj old, Tree.Obj created) {
    Tree.Obj meta = old.obj("metadata");
    for (String name : List.of("labels", "ownerReferences")) {
      Optional<Tree> value = created.at("metadata", name);
      meta = value.isPresent() ? meta.with(name, value.get()) : meta.without(name);
    }
    return created.with("metadata", meta);
  }
}
