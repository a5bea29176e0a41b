package dev.roster.api;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `log` subresource of Pods.
final class Logs {
  private final ObjectStore store;
  private final PodLogs logs;

  Logs(ObjectStore store, PodLogs logs) {
    this.store = store;
    this.logs = logs;
  }

  /// GET of a container's log: `container`, `follow`, `previous`, `tailLines`.
  Reply get(Tree.Obj pod, ApiRequest request) throws RefusedException {
    String name = pod.text("metadata", "name");
    String container = container(pod, name, request.parameter("container"));
    if (pod.text("spec", "nodeName").isEmpty()) return new Reply.Nothing();
    String tail = request.parameter("tailLines");
    if (!tail.matches("[0-9]{0,18}")) {
      throw new RefusedException(Failure.badRequest("tailLines is no number: " + tail));
    }
    boolean previous = request.flag("previous");
    Optional<Path> file = logs.file(pod.text("metadata", "namespace"), name, container, previous);
    if (file.isEmpty()) return none(pod, name, container, previous);
    try {
      return new Reply.Log(
          LogTail.open(
              file.get(),
              tail.isEmpty() ? -1 : Long.parseLong(tail),
              request.flag("follow") && !previous,
              () -> ended(pod, container)));
    } catch (IOException failed) {
      throw new RefusedException(
          new Failure(
              500,
              "InternalError",
              "the log of " + name + "/" + container + " can't be read: " + failed.getMessage(),
              Tree.Obj.EMPTY));
    }
  }

  /// In the words of the kubelet.
  private static Reply none(Tree.Obj pod, String name, String container, boolean previous)
      throws RefusedException {
    String what = "container \"" + container + "\" in pod \"" + name + "\"";
    if (previous) {
      throw new RefusedException(Failure.badRequest("previous terminated " + what + " not found"));
    }
    Tree.Obj state = status(pod, container).obj("state");
    boolean started = state.get("running").isPresent() || state.get("terminated").isPresent();
    if (started) return new Reply.Text(200, "");
    String reason = state.text("waiting", "reason");
    throw new RefusedException(
        Failure.badRequest(
            what + " is waiting to start: " + (reason.isEmpty() ? "ContainerCreating" : reason)));
  }

  /// Whether nothing more comes: the pod is gone or another, or its container has ended.
  private boolean ended(Tree.Obj pod, String container) {
    Optional<StoredObject> now = store.get(Verbs.keyOf(pod));
    if (now.isEmpty()) return true;
    Tree.Obj tree = now.get().tree();
    if (!tree.text("metadata", "uid").equals(pod.text("metadata", "uid"))) return true;
    return status(tree, container).at("state", "terminated").isPresent();
  }

  private static Tree.Obj status(Tree.Obj pod, String container) {
    for (String field : List.of("containerStatuses", "initContainerStatuses")) {
      for (Tree.Obj status : TreeLists.objects(pod.list("status", field))) {
        if (status.text("name").equals(container)) return status;
      }
    }
    return Tree.Obj.EMPTY;
  }

  private static String container(Tree.Obj pod, String name, String wanted)
      throws RefusedException {
    List<String> names = names(pod, "containers");
    List<String> all = new ArrayList<>(names);
    all.addAll(names(pod, "initContainers"));
    if (wanted.isEmpty() && names.size() == 1) return names.getFirst();
    if (wanted.isEmpty()) {
      throw new RefusedException(
          Failure.badRequest(
              "a container name must be specified for pod "
                  + name
                  + ", choose one of: ["
                  + String.join(" ", names)
                  + "]"));
    }
    if (all.contains(wanted)) return wanted;
    throw new RefusedException(
        Failure.badRequest("container " + wanted + " is not valid for pod " + name));
  }

  private static List<String> names(Tree.Obj pod, String field) {
    return TreeLists.objects(pod.list("spec", field)).stream()
        .map(container -> container.text("name"))
        .toList();
  }
}
