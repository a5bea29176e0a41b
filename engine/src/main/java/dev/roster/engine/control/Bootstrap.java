package dev.roster.engine.control;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.Verbs;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What every cluster has before its users come: four namespaces, and the one node.
final class Bootstrap {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  private static final String NAMESPACE =
      """
      {"apiVersion": "v1", "kind": "Namespace", "metadata": {},
       "spec": {"finalizers": ["kubernetes"]}}
      """;

  private static final String NODE =
      """
      {"apiVersion": "v1", "kind": "Node", "metadata": {}, "spec": {},
       "status": {"conditions": [], "addresses": []}}
      """;

  private static final String CONDITION =
      """
      {"type": "Ready", "status": "True", "lastHeartbeatTime": "", "lastTransitionTime": "",
       "reason": "KubeletReady", "message": "pods run as local processes"}
      """;

  private Bootstrap() {}

  /// Makes what is missing.
  ///
  /// @throws IllegalStateException if the store refuses
  static void run(Verbs verbs, ControlConfig config) {
    for (String name : NAMESPACES) {
      create(verbs, named(read(NAMESPACE), name, "kubernetes.io/metadata.name"));
    }
    Tree.Text now =
        Tree.Text.of(config.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
    Tree.Obj condition =
        read(CONDITION).with("lastHeartbeatTime", now).with("lastTransitionTime", now);
    Tree.Obj address =
        read("{\"type\": \"Hostname\"}").with("address", Tree.Text.of(config.nodeName()));
    create(
        verbs,
        named(read(NODE), config.nodeName(), "kubernetes.io/hostname")
            .with(List.of("status", "conditions"), Tree.Arr.of(List.of(condition)))
            .with(List.of("status", "addresses"), Tree.Arr.of(List.of(address))));
  }

  private static Tree.Obj named(Tree.Obj object, String name, String label) {
    return object
        .with(List.of("metadata", "name"), Tree.Text.of(name))
        .with(List.of("metadata", "labels", label), Tree.Text.of(name));
  }

  private static void create(Verbs verbs, Tree.Obj object) {
    switch (verbs.create(object)) {
      case Outcome.Created _, Outcome.AlreadyExists _ -> {}
      case Outcome.Refused(var reason) -> throw new IllegalStateException(reason);
      case Outcome.Updated _,
          Outcome.Unchanged _,
          Outcome.Deleting _,
          Outcome.Deleted _,
          Outcome.NotFound _,
          Outcome.Conflict _,
          Outcome.Forbidden _ ->
          throw new IllegalStateException("no outcome of a create without a namespace");
    }
  }

  private static Tree.Obj read(String json) {
    try {
      return (Tree.Obj) JsonReader.read(json, "bootstrap");
    } catch (MalformedTextException ours) {
      throw new AssertionError(ours);
    }
  }
}
