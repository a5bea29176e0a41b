package dev.roster.core.reconcile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which EndpointSlices a hand-made Endpoints object should have: a mirror, so that clients of
/// slices see what was written for clients of Endpoints.
///
/// Only where a Service of that name exists and has no selector; not where the Endpoints say that
/// they don't want it. Without a reason to mirror, what was mirrored is deleted.
public final class MirrorPlanner {
  /// The value of the managed-by label on mirrored slices.
  public static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

  /// Addresses of one subset that are mirrored; the rest is dropped.
  public static final int ADDRESSES_MAX = 1000;

  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final Set<String> ANNOTATIONS_LEFT_OUT =
      Set.of("kubectl.kubernetes.io/last-applied-configuration", Slices.TRIGGER_TIME);

  private MirrorPlanner() {}

  /// The plan for one name.
  ///
  /// @param service of that name, if there is one
  /// @param endpoints of that name, if there are
  /// @param slices at least all that carry the name; others are ignored
  /// @param loopbackAllowed as in [EndpointSlicePlanner.Options]
  public static SlicePlan plan(
      String namespace,
      String name,
      Optional<Tree.Obj> service,
      Optional<Tree.Obj> endpoints,
      List<Tree.Obj> slices,
      boolean loopbackAllowed) {
    Tree.Obj stub =
        new Fields()
            .put("metadata", new Fields().text("namespace", namespace).text("name", name).build())
            .build();
    List<Tree.Obj> existing =
        slices.stream().filter(s -> Slices.isManaged(s, ObjectMeta.of(stub), MANAGER)).toList();
    if (service.isEmpty() || endpoints.isEmpty() || !mirrors(service.get(), endpoints.get())) {
      return new SlicePlan(List.of(), List.of(), existing, List.of());
    }
    List<String> problems = new ArrayList<>();
    List<Tree.Obj> wanted = wanted(endpoints.get(), loopbackAllowed, problems);
    return matched(wanted, existing, ObjectMeta.of(endpoints.get()).uid(), problems);
  }

  /// Whether these Endpoints are to be mirrored for this Service.
  static boolean mirrors(Tree.Obj service, Tree.Obj endpoints) {
    ObjectMeta meta = ObjectMeta.of(endpoints);
    return new ServiceView(service).selector().isEmpty()
        && !meta.terminating()
        && !"true".equals(meta.labels().get(SKIP))
        && !meta.annotations().containsKey(LEADER);
  }

  /// Endpoints of one family with the same ports.
  private record Group(String family, List<Tree> ports, Map<List<String>, Tree.Obj> endpoints) {}

  private static List<Tree.Obj> wanted(
      Tree.Obj endpoints, boolean loopbackAllowed, List<String> problems) {
    Map<List<String>, Group> groups = new LinkedHashMap<>();
    for (Tree.Obj subset : TreeLists.objects(endpoints.list("subsets"))) {
      int room = ADDRESSES_MAX;
      for (String field : List.of("addresses", "notReadyAddresses")) {
        for (Tree.Obj address : TreeLists.objects(subset.list(field))) {
          if (room-- <= 0) break;
          add(groups, subset, address, field.equals("addresses"), loopbackAllowed, problems);
        }
      }
    }
    return groups.values().stream().map(group -> slice(endpoints, group)).toList();
  }

  private static void add(
      Map<List<String>, Group> groups,
      Tree.Obj subset,
      Tree.Obj address,
      boolean ready,
      boolean loopbackAllowed,
      List<String> problems) {
    Optional<IpAddress> ip = IpAddress.parse(address.text("ip"));
    if (ip.isEmpty()) {
      problems.add("\"" + address.text("ip") + "\" is no IP address");
      return;
    }
    if (!loopbackAllowed && SliceMembers.isLoopback(ip.get())) {
      problems.add(ip.get() + " may not be in the loopback range");
      return;
    }
    String family = ip.get().isIpv4() ? "IPv4" : "IPv6";
    Fields endpoint =
        new Fields()
            .put("addresses", Fields.texts(List.of(ip.get().toString())))
            .put("conditions", new Fields().flag("ready", ready).build())
            .text("hostname", address.text("hostname"));
    address.get("targetRef").ifPresent(target -> endpoint.put("targetRef", target));
    endpoint.text("nodeName", address.text("nodeName"));
    List<Tree> ports = subset.list("ports");
    List<String> key = new ArrayList<>(Slices.portsKey(ports));
    key.addFirst(family);
    Tree.Obj built = endpoint.build();
    groups
        .computeIfAbsent(key, _ -> new Group(family, ports, new LinkedHashMap<>()))
        .endpoints()
        .putIfAbsent(Slices.endpointKey(built), built);
  }

  private static Tree.Obj slice(Tree.Obj endpoints, Group group) {
    ObjectMeta meta = ObjectMeta.of(endpoints);
    Map<String, String> labels = new LinkedHashMap<>(meta.labels());
    labels.put(Slices.MANAGED_BY, MANAGER);
    labels.put(Slices.SERVICE_NAME, meta.name());
    Map<String, String> annotations = new LinkedHashMap<>(meta.annotations());
    annotations.keySet().removeAll(ANNOTATIONS_LEFT_OUT);
    Tree.Obj owner =
        new OwnerReference("v1", "Endpoints", meta.name(), meta.uid(), true, true).toTree();
    Tree.Obj metadata =
        new Fields()
            .text("generateName", meta.name() + "-")
            .text("namespace", meta.namespace())
            .texts("labels", labels)
            .texts("annotations", annotations)
            .list("ownerReferences", List.of(owner))
            .build();
    return new Fields()
        .text("apiVersion", "discovery.k8s.io/v1")
        .text("kind", "EndpointSlice")
        .put("metadata", metadata)
        .text("addressType", group.family())
        .put("endpoints", Tree.Arr.of(List.copyOf(group.endpoints().values())))
        .put("ports", Tree.Arr.of(group.ports()))
        .build();
  }

  /// Pairs what should be with what is: first by family and ports, then any of the family.
  private static SlicePlan matched(
      List<Tree.Obj> wanted, List<Tree.Obj> existing, String owner, List<String> problems) {
    List<Tree.Obj> free = new ArrayList<>(existing);
    free.removeIf(slice -> !Slices.isControlledBy(slice, owner));
    List<Tree.Obj> deletes = new ArrayList<>(existing);
    deletes.removeAll(free);
    List<Tree.Obj> creates = new ArrayList<>();
    List<Tree.Obj> updates = new ArrayList<>();
    List<Tree.Obj> unpaired = new ArrayList<>();
    for (Tree.Obj slice : wanted) {
      Optional<Tree.Obj> same = free.stream().filter(f -> key(f).equals(key(slice))).findFirst();
      if (same.isEmpty()) {
        unpaired.add(slice);
        continue;
      }
      free.remove(same.get());
      if (!isLike(same.get(), slice)) updates.add(inPlaceOf(same.get(), slice));
    }
    for (Tree.Obj slice : unpaired) {
      Optional<Tree.Obj> any =
          free.stream().filter(f -> Slices.family(f).equals(Slices.family(slice))).findFirst();
      if (any.isPresent()) {
        free.remove(any.get());
        updates.add(inPlaceOf(any.get(), slice));
      } else {
        creates.add(slice);
      }
    }
    deletes.addAll(free);
    return new SlicePlan(creates, updates, deletes, problems);
  }

  private static List<String> key(Tree.Obj slice) {
    List<String> key = new ArrayList<>(Slices.portsKey(slice.list("ports")));
    key.addFirst(Slices.family(slice));
    return key;
  }

  private static boolean isLike(Tree.Obj slice, Tree.Obj wanted) {
    ObjectMeta one = ObjectMeta.of(slice);
    ObjectMeta other = ObjectMeta.of(wanted);
    return Slices.endpoints(slice).equals(Slices.endpoints(wanted))
        && one.labels().equals(other.labels())
        && one.annotations().equals(other.annotations());
  }

  /// What a wanted slice says, in the object that is there.
  private static Tree.Obj inPlaceOf(Tree.Obj old, Tree.Obj wanted) {
    Tree.Obj meta = old.obj("metadata");
    for (String name : List.of("labels", "annotations")) {
      Optional<Tree> value = wanted.at("metadata", name);
      meta = value.isPresent() ? meta.with(name, value.get()) : meta.without(name);
    }
    return wanted.with("metadata", meta);
  }
}
