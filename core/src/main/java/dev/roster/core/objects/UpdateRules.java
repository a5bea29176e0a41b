package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What may not change from a stored object to the next, in Kubernetes' words (v1.36).
public final class UpdateRules {
  private static final Set<String> STATEFUL_SET_MUTABLE =
      Set.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  private static final String STATEFUL_SET_MESSAGE =
      "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals',"
          + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
          + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

  private static final String POD_MESSAGE =
      "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
          + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
          + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to"
          + " be set to 1 if it was previously negative)";

  private UpdateRules() {}

  /// What a client left out and the server keeps: the virtual addresses of a Service.
  public static Tree.Obj carry(Tree.Obj stored, Tree.Obj wanted) {
    if (!Kind.of(stored.text("apiVersion"), stored.text("kind")).equals(Kind.SERVICE)) {
      return wanted;
    }
    boolean external =
        wanted.text("spec", "type").equals("ExternalName")
            || stored.text("spec", "type").equals("ExternalName");
    if (external || !wanted.text("spec", "clusterIP").isEmpty()) return wanted;
    if (!wanted.list("spec", "clusterIPs").isEmpty()) return wanted;
    Tree.Obj kept = wanted;
    for (String field : List.of("clusterIP", "clusterIPs")) {
      Optional<Tree> value = stored.at("spec", field);
      if (value.isPresent()) kept = kept.with(List.of("spec", field), value.get());
    }
    return kept;
  }

  /// What is wrong with replacing a stored object by another of the same key; both with defaults.
  public static List<Problem> check(Tree.Obj stored, Tree.Obj next) {
    Kind kind = Kind.of(stored.text("apiVersion"), stored.text("kind"));
    List<Problem> problems = new ArrayList<>();
    finalizers(stored, next, problems);
    if (kind.equals(Kind.STATEFUL_SET)) {
      Tree.Obj was = stored.obj("spec");
      Tree.Obj is = next.obj("spec");
      for (String field : STATEFUL_SET_MUTABLE) {
        was = was.without(field);
        is = is.without(field);
      }
      if (!was.equals(is)) problems.add(problem(next, "spec", STATEFUL_SET_MESSAGE));
    } else if (kind.equals(Kind.POD)) {
      if (!fixed(stored).equals(fixed(next))) problems.add(problem(next, "spec", POD_MESSAGE));
    } else if (kind.equals(Kind.SERVICE)) {
      service(stored, next, problems);
    } else if (kind.equals(Kind.ENDPOINT_SLICE)) {
      if (!stored.get("addressType").equals(next.get("addressType"))) {
        problems.add(
            problem(
                next,
                "addressType",
                "Invalid value: \"" + next.text("addressType") + "\": field is immutable"));
      }
    } else if (kind.equals(Kind.SECRET) && !stored.get("type").equals(next.get("type"))) {
      problems.add(
          problem(
              next, "type", "Invalid value: \"" + next.text("type") + "\": field is immutable"));
    }
    boolean data = kind.equals(Kind.SECRET) || kind.equals(Kind.CONFIG_MAP);
    if (data && stored.flag("immutable")) frozen(stored, next, problems);
    return problems;
  }

  /// What is going takes no new finalizers.
  private static void finalizers(Tree.Obj stored, Tree.Obj next, List<Problem> problems) {
    if (stored.at("metadata", "deletionTimestamp").isEmpty()) return;
    List<String> added = new ArrayList<>(TreeLists.texts(next.list("metadata", "finalizers")));
    added.removeAll(TreeLists.texts(stored.list("metadata", "finalizers")));
    if (added.isEmpty()) return;
    String found = "\"" + String.join("\", \"", added) + "\"";
    problems.add(
        problem(
            next,
            "metadata.finalizers",
            "Forbidden: no new finalizers can be added if the object is being deleted, found new"
                + " finalizers []string{"
                + found
                + "}"));
  }

  /// Headless stays headless, and an address stays (semantics of `clusterIP`, "may not change once
  /// set"); from and to ExternalName it may.
  private static void service(Tree.Obj stored, Tree.Obj next, List<Problem> problems) {
    String was = stored.text("spec", "clusterIP");
    String is = next.text("spec", "clusterIP");
    boolean external =
        stored.text("spec", "type").equals("ExternalName")
            || next.text("spec", "type").equals("ExternalName");
    if (external || was.isEmpty() || was.equals(is)) return;
    problems.add(
        problem(
            next,
            "spec.clusterIPs[0]",
            "Invalid value: [\"" + is + "\"]: may not change once set"));
  }

  /// A Pod's spec without what may change.
  private static Tree.Obj fixed(Tree.Obj pod) {
    Tree.Obj spec =
        pod.obj("spec")
            .without("activeDeadlineSeconds")
            .without("tolerations")
            .without("terminationGracePeriodSeconds")
            .without("schedulingGates");
    for (String field : List.of("containers", "initContainers")) {
      if (spec.get(field).isEmpty()) continue;
      List<Tree> containers = new ArrayList<>();
      for (Tree.Obj container : TreeLists.objects(spec.list(field))) {
        containers.add(container.without("image").without("imagePullPolicy"));
      }
      spec = spec.with(field, Tree.Arr.of(containers));
    }
    return spec;
  }

  private static void frozen(Tree.Obj stored, Tree.Obj next, List<Problem> problems) {
    if (!next.flag("immutable")) {
      String message = "Forbidden: field is immutable when `immutable` is set";
      problems.add(problem(next, "immutable", message));
    }
    for (String field : List.of("data", "binaryData")) {
      if (!stored.get(field).equals(next.get(field))) {
        String message = "Forbidden: field is immutable when `immutable` is set";
        problems.add(problem(next, field, message));
      }
    }
  }

  private static Problem problem(Tree.Obj object, String path, String message) {
    return new Problem(object.position(), path, message);
  }
}
