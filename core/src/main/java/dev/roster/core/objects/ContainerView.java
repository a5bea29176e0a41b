package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A view of one container of a pod.
public record ContainerView(Tree.Obj tree) {
  /// One of `ports`.
  ///
  /// @param name "" if unnamed
  /// @param protocol TCP, UDP or SCTP
  public record Port(String name, String protocol, int number) {}

  /// One of `volumeMounts`.
  ///
  /// @param name the volume
  /// @param subPath the path inside the volume; "" for its root
  public record Mount(String name, String mountPath, String subPath, boolean readOnly) {}

  /// Unique in its pod.
  public String name() {
    return tree.text("name");
  }

  /// What names the program where `command` doesn't.
  public String image() {
    return tree.text("image");
  }

  /// The program and its first arguments; none: the image's own.
  public List<String> command() {
    return TreeLists.texts(tree.list("command"));
  }

  /// Arguments behind the command.
  public List<String> args() {
    return TreeLists.texts(tree.list("args"));
  }

  /// "" where none is given.
  public String workingDir() {
    return tree.text("workingDir");
  }

  /// `Always` for an init container that keeps running beside the others; "" otherwise.
  public String restartPolicy() {
    return tree.text("restartPolicy");
  }

  /// The `env` entries: `name`, and `value` or `valueFrom`.
  public List<Tree.Obj> env() {
    return TreeLists.objects(tree.list("env"));
  }

  /// The `envFrom` entries.
  public List<Tree.Obj> envFrom() {
    return TreeLists.objects(tree.list("envFrom"));
  }

  /// In order.
  public List<Port> ports() {
    List<Port> ports = new ArrayList<>();
    for (Tree.Obj each : TreeLists.objects(tree.list("ports"))) {
      String protocol = each.text("protocol");
      ports.add(
          new Port(
              each.text("name"),
              protocol.isEmpty() ? "TCP" : protocol,
              (int) each.number(0, "containerPort")));
    }
    return ports;
  }

  /// In order.
  public List<Mount> mounts() {
    List<Mount> mounts = new ArrayList<>();
    for (Tree.Obj each : TreeLists.objects(tree.list("volumeMounts"))) {
      mounts.add(
          new Mount(
              each.text("name"),
              each.text("mountPath"),
              each.text("subPath"),
              each.flag("readOnly")));
    }
    return mounts;
  }

  /// Decides whether the pod is published.
  public Optional<ProbeView> readinessProbe() {
    return probe("readinessProbe");
  }

  /// Decides whether the container is restarted.
  public Optional<ProbeView> livenessProbe() {
    return probe("livenessProbe");
  }

  /// Holds the others back until it has passed.
  public Optional<ProbeView> startupProbe() {
    return probe("startupProbe");
  }

  /// What is done before SIGTERM.
  public Optional<ProbeView.Handler> preStop() {
    return handler("preStop");
  }

  /// What is done right after the start.
  public Optional<ProbeView.Handler> postStart() {
    return handler("postStart");
  }

  private Optional<ProbeView> probe(String name) {
    return tree.get(name).isEmpty() ? Optional.empty() : Optional.of(new ProbeView(tree.obj(name)));
  }

  private Optional<ProbeView.Handler> handler(String name) {
    return tree.at("lifecycle", name).isEmpty()
        ? Optional.empty()
        : Optional.of(ProbeView.Handler.of(tree.obj("lifecycle", name)));
  }
}
