package dev.roster.node.run;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.PodView;
import dev.roster.engine.control.EventRecorder;
import dev.roster.node.pod.MissingException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Tells what happens to one pod as events, in the kubelet's words.
///
/// @param pod the pod's object
public record PodTeller(EventRecorder events, PodView pod) {
  private static final Logger LOG = System.getLogger(PodTeller.class.getName());
  private static final String KUBELET = "kubelet";

  /// News.
  ///
  /// @param container "" for the pod as a whole
  public void say(String container, String reason, String message) {
    tell(EventRecorder.Type.NORMAL, container, reason, message, KUBELET);
  }

  /// Trouble.
  public void warn(String container, String reason, String message) {
    tell(EventRecorder.Type.WARNING, container, reason, message, KUBELET);
  }

  /// The pod was given to a node.
  public void scheduled(String node) {
    String name = pod.meta().namespace() + "/" + pod.meta().name();
    String message = "Successfully assigned " + name + " to " + node;
    tell(EventRecorder.Type.NORMAL, "", "Scheduled", message, "default-scheduler");
  }

  /// Something is missing that a container needs.
  void missing(ContainerView container, MissingException missing) {
    String message = missing.message();
    switch (missing.reason()) {
      case "ContainerCreating" -> warn("", "FailedMount", message);
      case "ErrImagePull" ->
          warn(
              container.name(),
              "Failed",
              "Failed to pull image \"" + container.image() + "\": " + message);
      default -> warn(container.name(), "Failed", "Error: " + message);
    }
  }

  /// A fault of Roster's own: it goes to the log with its stack, and the pod goes on.
  void bug(String container, RuntimeException fault) {
    LOG.log(Level.ERROR, "pod " + pod.meta().name() + ", container " + container, fault);
  }

  private void tell(
      EventRecorder.Type type, String container, String reason, String message, String component) {
    String path = container.isEmpty() ? "" : fieldPath(container);
    events.record(pod.tree(), new EventRecorder.Note(type, reason, message, path, component));
  }

  private String fieldPath(String container) {
    boolean init = pod.initContainers().stream().anyMatch(c -> c.name().equals(container));
    return (init ? "spec.initContainers{" : "spec.containers{") + container + "}";
  }
}
