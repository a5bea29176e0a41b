package dev.roster.api;

import java.nio.file.Path;

/// Where the logs of containers are: files that the node appends to.
public interface PodLogs {
  /// The file of a container's output.
  ///
  /// @param uid the pod's uid
  /// @param previous of the run before the last restart
  /// @return the file if there is one, else why there is none
  Found find(String namespace, String pod, String uid, String container, boolean previous);

  /// No logs at all, for an API without a node.
  PodLogs NONE =
      (_, pod, _, container, _) -> new Found.None("no node runs " + pod + "/" + container);

  /// What was found.
  sealed interface Found {
    /// The file; it may still grow.
    record File(Path path) implements Found {}

    /// There is none, and why.
    record None(String reason) implements Found {}
  }
}
