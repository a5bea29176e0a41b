package dev.roster.manifest;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.EndpointSlicePlanner;
import dev.roster.core.reconcile.MirrorPlanner;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.FactReader.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What files say, as events: the facts of their objects, and of what a cluster's controllers would
/// make of them.
///
/// The slices of a Service that has a selector and none of its own are planned from the Pods; the
/// Endpoints of one without a selector and without slices are mirrored. Where no Namespace is given
/// at all, every namespace with an object in it is there: plain machines have none to list.
final class FileFacts {
  /// The kinds that names are made of; each is replaced as a whole.
  static final List<Kind> KINDS =
      List.of(
          Kind.NAMESPACE,
          Kind.NODE,
          Kind.SERVICE,
          Kind.STATEFUL_SET,
          Kind.POD,
          Kind.ENDPOINT_SLICE,
          Kind.SERVICE_IMPORT);

  private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  private final Map<Kind, List<Tree.Obj>> objects = new LinkedHashMap<>();
  private final FactLists facts = new FactLists();
  private final List<Problem> problems = new ArrayList<>();

  private FileFacts() {}

  /// Events that replace all that was said before, or why not.
  sealed interface Result {
    record Events(List<ObjectEvent> events) implements Result {}

    record Broken(List<Problem> problems) implements Result {}
  }

  /// The events of objects with namespaces.
  static Result of(List<Tree.Obj> objects) {
    FileFacts facts = new FileFacts();
    for (Tree.Obj object : objects) {
      Kind kind = ObjectIndex.key(object).kind();
      facts.objects.computeIfAbsent(kind, _ -> new ArrayList<>()).add(object);
    }
    objects.forEach(facts::add);
    facts.slices().forEach(facts::add);
    if (facts.all(Kind.NAMESPACE).isEmpty()) facts.addNamespaces(objects);
    return facts.problems.isEmpty()
        ? new Result.Events(facts.facts.events())
        : new Result.Broken(facts.problems);
  }

  private List<Tree.Obj> all(Kind kind) {
    return objects.getOrDefault(kind, List.of());
  }

  private void add(Tree.Obj object) {
    switch (FactReader.fact(ObjectKey.LOCAL, object)) {
      case Reading.Read(Fact fact) -> facts.add(fact);
      case Reading.Nothing _, Reading.Ignored _ -> {}
      case Reading.Broken(String path, String message) ->
          problems.add(new Problem(position(object, path), path, message));
    }
  }

  private List<Tree.Obj> slices() {
    Set<String> sliced = new HashSet<>();
    for (Tree.Obj slice : all(Kind.ENDPOINT_SLICE)) {
      ObjectMeta meta = ObjectMeta.of(slice);
      sliced.add(meta.namespace() + "/" + meta.labels().getOrDefault(SERVICE_NAME_LABEL, ""));
    }
    PodsByLabel pods = new PodsByLabel();
    for (Tree.Obj pod : all(Kind.POD)) pods.add(ObjectMeta.of(pod).namespace(), new PodView(pod));
    Map<String, Tree.Obj> endpoints = new LinkedHashMap<>();
    for (Tree.Obj each : all(Kind.ENDPOINTS)) {
      endpoints.put(ObjectMeta.of(each).namespace() + "/" + ObjectMeta.of(each).name(), each);
    }
    List<Tree.Obj> slices = new ArrayList<>();
    for (Tree.Obj service : all(Kind.SERVICE)) {
      ObjectMeta meta = ObjectMeta.of(service);
      String key = meta.namespace() + "/" + meta.name();
      if (sliced.contains(key)) continue;
      Map<String, String> selector = new ServiceView(service).selector();
      if (!selector.isEmpty()) {
        List<PodView> selected = pods.selected(meta.namespace(), selector);
        if (!selected.isEmpty()) slices.addAll(planned(service, selected));
      } else if (endpoints.containsKey(key)) {
        slices.addAll(mirrored(service, Optional.ofNullable(endpoints.get(key))));
      }
    }
    return slices;
  }

  // Where Nodes are given they are all there are, as for the controller.
  private List<Tree.Obj> planned(Tree.Obj service, List<PodView> selected) {
    List<Tree.Obj> pods = selected.stream().map(PodView::tree).toList();
    List<Tree.Obj> nodes = all(Kind.NODE);
    EndpointSlicePlanner.Options options =
        new EndpointSlicePlanner.Options(
            EndpointSlicePlanner.ENDPOINTS_MAX_DEFAULT, true, !nodes.isEmpty());
    return EndpointSlicePlanner.plan(service, pods, nodes, List.of(), options, Optional.empty())
        .applied(List.of());
  }

  private static List<Tree.Obj> mirrored(Tree.Obj service, Optional<Tree.Obj> endpoints) {
    ObjectMeta meta = ObjectMeta.of(service);
    return MirrorPlanner.plan(
            meta.namespace(), meta.name(), Optional.of(service), endpoints, List.of(), true)
        .applied(List.of());
  }

  private void addNamespaces(List<Tree.Obj> objects) {
    Set<String> names = new TreeSet<>();
    for (Tree.Obj object : objects) names.add(ObjectMeta.of(object).namespace());
    names.remove("");
    for (String name : names) facts.add(FactLists.namespace(name));
  }

  /// Where the field at a printed path (`spec.ports[0].port`) stands, or what it would stand in.
  static Position position(Tree.Obj object, String path) {
    Tree here = object;
    Position at = object.position();
    for (String step : path.replace("]", "").split("[.\\[]", -1)) {
      Optional<Tree> next =
          switch (here) {
            case Tree.Obj obj -> obj.get(step);
            case Tree.Arr arr -> element(arr, step);
            case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> Optional.empty();
          };
      if (next.isEmpty()) return at;
      here = next.get();
      if (!here.position().equals(Position.NONE)) at = here.position();
    }
    return at;
  }

  private static Optional<Tree> element(Tree.Arr arr, String step) {
    for (int i = 0; i < arr.elements().size(); i++) {
      if (Integer.toString(i).equals(step)) return Optional.of(arr.elements().get(i));
    }
    return Optional.empty();
  }
}
