package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Who the pods of a StatefulSet are: names, labels, hostname, subdomain and claims of an ordinal.
final class SetIdentity {
  /// Carries the pod's name, so that a Service can select one pod.
  static final String POD_NAME = "statefulset.kubernetes.io/pod-name";

  /// Carries the ordinal.
  static final String POD_INDEX = "apps.kubernetes.io/pod-index";

  /// Carries the name of the revision that a pod was made from.
  static final String REVISION = "controller-revision-hash";

  private final StatefulSetView set;

  SetIdentity(StatefulSetView set) {
    this.set = set;
  }

  /// A pod's name in its two parts: `web-3`.
  ///
  /// @param ordinal -1 where the name has none
  record PodName(String parent, int ordinal) {
    /// The parts of a name; no parent and -1 where it doesn't end in a dash and digits.
    static PodName parse(String name) {
      int dash = name.lastIndexOf('-');
      String digits = dash < 0 ? "" : name.substring(dash + 1);
      boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!number) return new PodName("", -1);
      String parent = name.substring(0, dash);
      // More digits than an int has: no pod of ours.
      return digits.length() > 9
          ? new PodName(parent, -1)
          : new PodName(parent, Integer.parseInt(digits));
    }
  }

  /// The ordinal of a pod that is named as this set names its pods.
  OptionalInt ordinal(Tree.Obj pod) {
    String name = ObjectMeta.of(pod).name();
    PodName parts = PodName.parse(name);
    boolean ours =
        parts.parent().equals(set.meta().name())
            && parts.ordinal() >= 0
            && name.equals(podName(parts.ordinal()));
    return ours ? OptionalInt.of(parts.ordinal()) : OptionalInt.empty();
  }

  /// The name of the pod of an ordinal.
  String podName(int ordinal) {
    return set.meta().name() + "-" + ordinal;
  }

  /// The name of a claim of an ordinal.
  String claimName(Tree.Obj template, int ordinal) {
    return ObjectMeta.of(template).name() + "-" + podName(ordinal);
  }

  /// A new pod.
  ///
  /// @param template of the revision it is made from
  Tree.Obj pod(int ordinal, Tree.Obj template, String revision) {
    ObjectMeta meta = set.meta();
    Map<String, String> labels = new LinkedHashMap<>(ObjectMeta.of(template).labels());
    labels.put(POD_INDEX, Integer.toString(ordinal));
    labels.put(REVISION, revision);
    labels.put(POD_NAME, podName(ordinal));
    Fields metadata =
        new Fields()
            .text("name", podName(ordinal))
            .text("generateName", meta.name() + "-")
            .text("namespace", meta.namespace())
            .texts("labels", labels)
            .texts("annotations", ObjectMeta.of(template).annotations())
            .list("ownerReferences", List.of(owner().toTree()))
            .list("finalizers", template.list("metadata", "finalizers"));
    Tree.Obj spec = template.obj("spec").with("hostname", Tree.Text.of(podName(ordinal)));
    spec =
        set.serviceName().isEmpty()
            ? spec.without("subdomain")
            : spec.with("subdomain", Tree.Text.of(set.serviceName()));
    Tree.Obj pod =
        new Fields()
            .text("apiVersion", "v1")
            .text("kind", "Pod")
            .put("metadata", metadata.build())
            .put("spec", spec)
            .build();
    return withClaimVolumes(pod, ordinal);
  }

  /// The set as the owner of what it makes.
  OwnerReference owner() {
    return new OwnerReference(
        "apps/v1", "StatefulSet", set.meta().name(), set.meta().uid(), true, true);
  }

  /// Whether a pod carries what it must: its name as a label, and its claims as volumes.
  boolean matches(Tree.Obj pod, int ordinal) {
    return podName(ordinal).equals(ObjectMeta.of(pod).labels().get(POD_NAME))
        && hasClaimVolumes(pod, ordinal);
  }

  /// A pod with what it lacks put back.
  Tree.Obj repaired(Tree.Obj pod, int ordinal) {
    Tree.Obj labelled =
        pod.with(List.of("metadata", "labels", POD_NAME), Tree.Text.of(podName(ordinal)));
    return hasClaimVolumes(pod, ordinal) ? labelled : withClaimVolumes(labelled, ordinal);
  }

  private boolean hasClaimVolumes(Tree.Obj pod, int ordinal) {
    List<Tree.Obj> volumes = new PodView(pod).volumes();
    for (Tree.Obj template : set.volumeClaimTemplates()) {
      Optional<Tree.Obj> volume =
          volumes.stream()
              .filter(v -> v.text("name").equals(ObjectMeta.of(template).name()))
              .findFirst();
      String claim = claimName(template, ordinal);
      if (volume.isEmpty()) return false;
      if (!volume.get().text("persistentVolumeClaim", "claimName").equals(claim)) return false;
    }
    return true;
  }

  /// The claims' volumes come first; one of the template with the name of a claim is replaced.
  private Tree.Obj withClaimVolumes(Tree.Obj pod, int ordinal) {
    List<Tree.Obj> volumes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Tree.Obj template : set.volumeClaimTemplates()) {
      String name = ObjectMeta.of(template).name();
      names.add(name);
      Tree.Obj source = new Fields().text("claimName", claimName(template, ordinal)).build();
      volumes.add(new Fields().text("name", name).put("persistentVolumeClaim", source).build());
    }
    for (Tree.Obj volume : new PodView(pod).volumes()) {
      if (!names.contains(volume.text("name"))) volumes.add(volume);
    }
    return volumes.isEmpty() ? pod : pod.with(List.of("spec", "volumes"), Tree.Arr.of(volumes));
  }

  /// The claims of an ordinal, without owners: labels are those that the set selects by.
  List<Tree.Obj> claims(int ordinal) {
    List<Tree.Obj> claims = new ArrayList<>();
    for (Tree.Obj template : set.volumeClaimTemplates()) {
      ObjectMeta meta = ObjectMeta.of(template);
      Map<String, String> labels = new LinkedHashMap<>(meta.labels());
      labels.putAll(set.tree().texts("spec", "selector", "matchLabels"));
      Tree.Obj metadata =
          new Fields()
              .text("name", claimName(template, ordinal))
              .text("namespace", set.meta().namespace())
              .texts("labels", labels)
              .texts("annotations", meta.annotations())
              .build();
      claims.add(
          new Fields()
              .text("apiVersion", "v1")
              .text("kind", "PersistentVolumeClaim")
              .put("metadata", metadata)
              .put("spec", template.obj("spec"))
              .build());
    }
    return claims;
  }

  /// The names of the claims that a pod's volumes use.
  static List<String> claimNames(Tree.Obj pod) {
    return TreeLists.objects(pod.list("spec", "volumes")).stream()
        .map(volume -> volume.text("persistentVolumeClaim", "claimName"))
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
