package dev.roster.core.objects;

import java.util.List;
import java.util.Optional;

/// A view of a Pod, or of a pod template (which has no status).
public record PodView(Tree.Obj tree) {
  /// The condition that decides whether a pod is published.
  public static final String READY = "Ready";

  /// Seconds between SIGTERM and SIGKILL where the pod doesn't say.
  public static final int GRACE_SECONDS_DEFAULT = 30;

  /// Its metadata.
  public ObjectMeta meta() {
    return ObjectMeta.of(tree);
  }

  /// Its spec.
  public Tree.Obj spec() {
    return tree.obj("spec");
  }

  /// `spec.hostname`, "" if none: then no name of its own below its Service.
  public String hostname() {
    return tree.text("spec", "hostname");
  }

  /// The Service below which it has a name; "" if none.
  public String subdomain() {
    return tree.text("spec", "subdomain");
  }

  /// "" while it is on no node.
  public String nodeName() {
    return tree.text("spec", "nodeName");
  }

  /// Whether it lives in its node's network.
  public boolean hostNetwork() {
    return tree.flag("spec", "hostNetwork");
  }

  /// `Always`, `OnFailure` or `Never`.
  public String restartPolicy() {
    String policy = tree.text("spec", "restartPolicy");
    return policy.isEmpty() ? "Always" : policy;
  }

  /// Seconds between SIGTERM and SIGKILL.
  public long terminationGracePeriodSeconds() {
    return tree.number(GRACE_SECONDS_DEFAULT, "spec", "terminationGracePeriodSeconds");
  }

  /// In order.
  public List<ContainerView> containers() {
    return containers("containers");
  }

  /// In order; those with restartPolicy Always keep running beside the containers.
  public List<ContainerView> initContainers() {
    return containers("initContainers");
  }

  /// The volumes' trees: `name` and one source each.
  public List<Tree.Obj> volumes() {
    return TreeLists.objects(tree.list("spec", "volumes"));
  }

  /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`; "" where no status is.
  public String phase() {
    return tree.text("status", "phase");
  }

  /// Whether it has ended for good.
  public boolean isFinished() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  /// `status.podIPs` in order, or `status.podIP` alone.
  public List<String> podIps() {
    List<String> all =
        TreeLists.objects(tree.list("status", "podIPs")).stream()
            .map(each -> each.text("ip"))
            .filter(ip -> !ip.isEmpty())
            .toList();
    String first = tree.text("status", "podIP");
    return all.isEmpty() && !first.isEmpty() ? List.of(first) : all;
  }

  /// A condition of its status by type.
  public Optional<Tree.Obj> condition(String type) {
    return TreeLists.objects(tree.list("status", "conditions")).stream()
        .filter(each -> each.text("type").equals(type))
        .findFirst();
  }

  /// Whether its condition Ready is True.
  public boolean isReady() {
    return condition(READY).filter(c -> c.text("status").equals("True")).isPresent();
  }

  private List<ContainerView> containers(String field) {
    return TreeLists.objects(tree.list("spec", field)).stream().map(ContainerView::new).toList();
  }
}
