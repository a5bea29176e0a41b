package dev.roster.manifest;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.FieldPath;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The ConfigMaps, Secrets and claims that a pod needs and that are not there.
final class PodReferences {
  private final String namespace;
  private final ObjectIndex index;
  private final List<Problem> warnings = new ArrayList<>();

  private PodReferences(String namespace, ObjectIndex index) {
    this.namespace = namespace;
    this.index = index;
  }

  /// The warnings about a pod or a template.
  ///
  /// @param path of the pod or template in its object
  static List<Problem> of(PodView pod, String namespace, FieldPath path, ObjectIndex index) {
    PodReferences references = new PodReferences(namespace, index);
    FieldPath spec = path.child("spec");
    references.volumes(pod.volumes(), spec.child("volumes"));
    references.containers(pod.containers(), spec.child("containers"));
    references.containers(pod.initContainers(), spec.child("initContainers"));
    return references.warnings;
  }

  private void volumes(List<Tree.Obj> volumes, FieldPath path) {
    for (int i = 0; i < volumes.size(); i++) {
      FieldPath at = path.index(i);
      Tree.Obj volume = volumes.get(i);
      check(volume.obj("configMap"), Kind.CONFIG_MAP, "name", "", at.child("configMap"));
      check(volume.obj("secret"), Kind.SECRET, "secretName", "", at.child("secret"));
      claim(volume.obj("persistentVolumeClaim"), at.child("persistentVolumeClaim"));
      List<Tree.Obj> sources = TreeLists.objects(volume.list("projected", "sources"));
      for (int j = 0; j < sources.size(); j++) {
        FieldPath source = at.child("projected", "sources").index(j);
        Tree.Obj each = sources.get(j);
        check(each.obj("configMap"), Kind.CONFIG_MAP, "name", "", source.child("configMap"));
        check(each.obj("secret"), Kind.SECRET, "name", "", source.child("secret"));
      }
    }
  }

  private void containers(List<ContainerView> containers, FieldPath path) {
    for (int i = 0; i < containers.size(); i++) {
      List<Tree.Obj> env = containers.get(i).env();
      for (int j = 0; j < env.size(); j++) {
        FieldPath at = path.index(i).child("env").index(j).child("valueFrom");
        Tree.Obj from = env.get(j).obj("valueFrom");
        key(from, Kind.CONFIG_MAP, "configMapKeyRef", at);
        key(from, Kind.SECRET, "secretKeyRef", at);
      }
      List<Tree.Obj> envFrom = containers.get(i).envFrom();
      for (int j = 0; j < envFrom.size(); j++) {
        FieldPath at = path.index(i).child("envFrom").index(j);
        Tree.Obj each = envFrom.get(j);
        check(each.obj("configMapRef"), Kind.CONFIG_MAP, "name", "", at.child("configMapRef"));
        check(each.obj("secretRef"), Kind.SECRET, "name", "", at.child("secretRef"));
      }
    }
  }

  private void key(Tree.Obj from, Kind kind, String field, FieldPath path) {
    Tree.Obj ref = from.obj(field);
    check(ref, kind, "name", ref.text("key"), path.child(field));
  }

  private void check(Tree.Obj ref, Kind kind, String field, String key, FieldPath path) {
    String name = ref.text(field);
    if (name.isEmpty() || ref.flag("optional")) return;
    Optional<Tree.Obj> object = index.find(kind, namespace, name);
    if (object.isEmpty()) {
      warn(ref, field, path, "there is no " + kind.name() + " \"" + name + "\"");
    } else if (!key.isEmpty() && !hasKey(object.get(), key)) {
      warn(ref, "key", path, "the " + kind.name() + " \"" + name + "\" has no key \"" + key + "\"");
    }
  }

  private static boolean hasKey(Tree.Obj object, String key) {
    return object.at("data", key).isPresent()
        || object.at("stringData", key).isPresent()
        || object.at("binaryData", key).isPresent();
  }

  private void claim(Tree.Obj source, FieldPath path) {
    String name = source.text("claimName");
    if (name.isEmpty() || index.hasClaim(namespace, name)) return;
    warn(source, "claimName", path, "there is no PersistentVolumeClaim \"" + name + "\"");
  }

  private void warn(Tree.Obj ref, String field, FieldPath path, String what) {
    String message = what + " in namespace \"" + namespace + "\": pods will not start";
    warnings.add(
        new Problem(CrossChecks.position(ref, field), path.child(field).toString(), message));
  }
}
