package dev.roster.core.reconcile;

import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which changes of a pod matter to which Services: only what an endpoint says, and labels.
public final class PodChanges {
  private PodChanges() {}

  /// Whether a pod's endpoint may have changed: addresses, readiness, deletion, hostname. A phase,
  /// a node or a revision alone is no change.
  public static boolean endpointChanged(Tree.Obj before, Tree.Obj after) {
    PodView old = new PodView(before);
    PodView now = new PodView(after);
    return old.meta().terminating() != now.meta().terminating()
        || old.isReady() != now.isReady()
        || !old.podIps().equals(now.podIps())
        || !old.hostname().equals(now.hostname())
        || !old.subdomain().equals(now.subdomain());
  }

  /// Whether other Services may select it now.
  public static boolean labelsChanged(Tree.Obj before, Tree.Obj after) {
    return !ObjectMeta.of(before).labels().equals(ObjectMeta.of(after).labels());
  }

  /// The names of the Services that select a pod, in order.
  ///
  /// @param services those of other namespaces are passed over
  public static Set<String> services(Tree.Obj pod, List<Tree.Obj> services) {
    ObjectMeta meta = ObjectMeta.of(pod);
    Set<String> names = new TreeSet<>();
    for (Tree.Obj each : services) {
      ServiceView service = new ServiceView(each);
      boolean near = service.meta().namespace().equals(meta.namespace());
      if (near
          && EndpointSlicePlanner.applies(each)
          && LabelSelector.ofLabels(service.selector()).matches(meta.labels())) {
        names.add(service.meta().name());
      }
    }
    return names;
  }

  /// Which Services to look at again after a change of a pod.
  ///
  /// @param endpointChanged see [#endpointChanged]; else only labels did
  /// @param before the Services that selected it
  /// @param after the Services that select it now
  public static Set<String> toSync(boolean endpointChanged, Set<String> before, Set<String> after) {
    Set<String> all = new TreeSet<>(before);
    all.addAll(after);
    if (endpointChanged) return all;
    Set<String> both = new TreeSet<>(before);
    both.retainAll(after);
    all.removeAll(both);
    return all;
  }
}
