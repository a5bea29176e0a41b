package dev.roster.manifest;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.FieldPath;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.StatefulSetView;
import dev.roster.core.objects.Syntax;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What objects of a set say about each other and will not come true: names that will not resolve,
/// pods that will not start. These are warnings; Kubernetes accepts every one of them.
final class CrossChecks {
  private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  private final ObjectIndex index;
  private final List<Problem> warnings = new ArrayList<>();

  private CrossChecks(ObjectIndex index) {
    this.index = index;
  }

  /// The warnings about objects.
  ///
  /// @param existing what is there besides them, and is not checked itself
  static List<Problem> warnings(List<Tree.Obj> objects, List<Tree.Obj> existing) {
    CrossChecks checks = new CrossChecks(ObjectIndex.of(objects, existing));
    for (Tree.Obj object : objects) checks.check(object);
    return checks.warnings.stream().sorted().toList();
  }

  private void check(Tree.Obj object) {
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    if (kind.equals(Kind.SERVICE)) service(new ServiceView(object));
    if (kind.equals(Kind.STATEFUL_SET)) statefulSet(new StatefulSetView(object));
    if (kind.equals(Kind.POD)) pod(new PodView(object));
    if (kind.equals(Kind.ENDPOINT_SLICE)) slice(object);
  }

  private void service(ServiceView service) {
    if (service.isExternalName() || service.selector().isEmpty()) return;
    String namespace = service.meta().namespace();
    List<PodView> pods = index.selected(service);
    String name = service.meta().name() + "." + namespace;
    if (pods.isEmpty()) {
      warn(
          service.tree(),
          "matches no pod and no pod template in namespace \""
              + namespace
              + "\": "
              + name
              + " will not resolve",
          "spec",
          "selector");
      return;
    }
    List<Tree> ports = service.tree().list("spec", "ports");
    for (int i = 0; i < ports.size(); i++) {
      if (!(ports.get(i) instanceof Tree.Obj port)) continue;
      String target = port.text("targetPort");
      if (target.isEmpty() || pods.stream().anyMatch(pod -> hasPort(pod, target))) continue;
      FieldPath path = FieldPath.ROOT.child("spec", "ports").index(i).child("targetPort");
      warnings.add(
          new Problem(
              position(port, "targetPort"),
              path.toString(),
              "no container of the selected pods has a port named \""
                  + target
                  + "\": its SRV records will be missing"));
    }
  }

  private static boolean hasPort(PodView pod, String name) {
    List<ContainerView> all = new ArrayList<>(pod.containers());
    all.addAll(pod.initContainers());
    return all.stream().flatMap(c -> c.ports().stream()).anyMatch(p -> p.name().equals(name));
  }

  private void statefulSet(StatefulSetView set) {
    String namespace = set.meta().namespace();
    String service = set.serviceName();
    String last = set.meta().name() + "-" + (set.firstOrdinal() + Math.max(0, set.replicas() - 1));
    String first = set.meta().name() + "-" + set.firstOrdinal();
    if (last.length() > Syntax.LABEL_CHARS_MAX) {
      warn(
          set.tree(),
          "the pods' names will be longer than "
              + Syntax.LABEL_CHARS_MAX
              + " characters, so they can't be created",
          "metadata",
          "name");
    }
    if (service.isEmpty()) {
      warn(set.tree(), "not set: pods will have no DNS names of their own", "spec", "serviceName");
    } else {
      String name = first + "." + service + "." + namespace;
      Optional<ServiceView> governing = index.service(namespace, service);
      governed(set.tree(), governing, set.template(), service, name, "spec", "serviceName");
    }
    PodReferences.of(set.template(), namespace, FieldPath.ROOT.child("spec", "template"), index)
        .forEach(warnings::add);
  }

  private void pod(PodView pod) {
    String namespace = pod.meta().namespace();
    String service = pod.subdomain();
    if (!service.isEmpty()) {
      String host = pod.hostname().isEmpty() ? pod.meta().name() : pod.hostname();
      String name = host + "." + service + "." + namespace;
      Optional<ServiceView> governing = index.service(namespace, service);
      if (pod.hostname().isEmpty()) {
        warn(
            pod.tree(),
            "without spec.hostname the pod gets no name below it: " + name + " will not resolve",
            "spec",
            "subdomain");
      } else {
        governed(pod.tree(), governing, pod, service, name, "spec", "subdomain");
      }
    }
    PodReferences.of(pod, namespace, FieldPath.ROOT, index).forEach(warnings::add);
  }

  private void governed(
      Tree.Obj object,
      Optional<ServiceView> service,
      PodView pod,
      String serviceName,
      String name,
      String... path) {
    String quoted = "\"" + serviceName + "\"";
    if (service.isEmpty()) {
      String where = " in namespace \"" + ObjectMeta.of(object).namespace() + "\": ";
      warn(object, "there is no Service " + quoted + where + name + " will not resolve", path);
      return;
    }
    LabelSelector selector = LabelSelector.ofLabels(service.get().selector());
    if (selector.isEmpty() || selector.matches(pod.meta().labels())) return;
    String why = "does not select these pods: ";
    warn(object, "the Service " + quoted + " " + why + name + " will not resolve", path);
  }

  private void slice(Tree.Obj slice) {
    ObjectMeta meta = ObjectMeta.of(slice);
    String service = meta.labels().getOrDefault(SERVICE_NAME_LABEL, "");
    if (service.isEmpty()) {
      String message =
          "no label " + SERVICE_NAME_LABEL + ": the slice belongs to no Service, no name shows it";
      warn(slice, message, "metadata", "labels");
    } else if (index.service(meta.namespace(), service).isEmpty()) {
      warn(
          slice,
          "there is no Service \""
              + service
              + "\" in namespace \""
              + meta.namespace()
              + "\": no name shows this slice",
          "metadata",
          "labels");
    }
  }

  private void warn(Tree.Obj object, String message, String... path) {
    String where = FieldPath.ROOT.child(path).toString();
    warnings.add(new Problem(position(object, path), where, message));
  }

  /// Where a field stands; where it is missing, what it is missing in.
  static Position position(Tree.Obj object, String... path) {
    Position at = object.position();
    Tree here = object;
    for (String name : path) {
      if (!(here instanceof Tree.Obj obj) || obj.get(name).isEmpty()) return at;
      here = obj.get(name).orElseThrow();
      if (!here.position().equals(Position.NONE)) at = here.position();
    }
    return at;
  }
}
