package dev.roster.engine.feed;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.EndpointSlicePlanner;
import dev.roster.core.reconcile.MirrorPlanner;
import dev.roster.engine.objects.FactReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Objects as a cluster would hold them: slices of Services with a selector are planned from pods,
/// those of Endpoints mirrored.
final class Worlds {
  static final List<Kind> KINDS =
      List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD, Kind.STATEFUL_SET);

  private Worlds() {}

  /// The events that say these objects, each kind as a whole.
  static List<ObjectEvent> events(List<Tree.Obj> objects, boolean synced) {
    Map<Kind, List<Fact>> facts = new LinkedHashMap<>();
    for (Kind kind : KINDS) facts.put(kind, new ArrayList<>());
    for (Tree.Obj object : withSlices(objects)) {
      switch (FactReader.fact(ObjectKey.LOCAL, object)) {
        case FactReader.Reading.Read(Fact fact) ->
            facts.computeIfAbsent(fact.kind(), _ -> new ArrayList<>()).add(fact);
        case FactReader.Reading.Nothing(_), FactReader.Reading.Ignored() -> {}
        case FactReader.Reading.Broken(String path, String message) ->
            throw new IllegalArgumentException(object + ": " + path + " " + message);
      }
    }
    List<ObjectEvent> events = new ArrayList<>();
    facts.forEach((kind, all) -> {
      events.add(new ObjectEvent.Replace(ObjectKey.LOCAL, kind, all, "1"));
      if (synced) events.add(new ObjectEvent.Synced(ObjectKey.LOCAL, kind));
    });
    return events;
  }

  private static List<Tree.Obj> withSlices(List<Tree.Obj> objects) {
    List<Tree.Obj> all = new ArrayList<>(objects);
    List<Tree.Obj> pods = ofKind(objects, "Pod");
    for (Tree.Obj service : ofKind(objects, "Service")) {
      if (hasSlices(objects, service) || !EndpointSlicePlanner.applies(service)) continue;
      List<Tree.Obj> inNamespace =
          pods.stream().filter(pod -> namespace(pod).equals(namespace(service))).toList();
      EndpointSlicePlanner.Options options = EndpointSlicePlanner.Options.LOCAL;
      all.addAll(
          EndpointSlicePlanner.plan(
                  service, inNamespace, List.of(), List.of(), options, Optional.empty())
              .applied(List.of()));
    }
    for (Tree.Obj endpoints : ofKind(objects, "Endpoints")) {
      String name = endpoints.text("metadata", "name");
      Optional<Tree.Obj> service =
          ofKind(objects, "Service").stream()
              .filter(it -> namespace(it).equals(namespace(endpoints)))
              .filter(it -> it.text("metadata", "name").equals(name))
              .findFirst();
      all.addAll(
          MirrorPlanner.plan(
                  namespace(endpoints), name, service, Optional.of(endpoints), List.of(), true)
              .applied(List.of()));
    }
    return all;
  }

  private static boolean hasSlices(List<Tree.Obj> objects, Tree.Obj service) {
    return ofKind(objects, "EndpointSlice").stream()
        .anyMatch(slice ->
            namespace(slice).equals(namespace(service))
                && slice
                    .text("metadata", "labels", "kubernetes.io/service-name")
                    .equals(service.text("metadata", "name")));
  }

  private static List<Tree.Obj> ofKind(List<Tree.Obj> objects, String kind) {
    return objects.stream().filter(object -> object.text("kind").equals(kind)).toList();
  }

  private static String namespace(Tree.Obj object) {
    return object.text("metadata", "namespace");
  }
}
