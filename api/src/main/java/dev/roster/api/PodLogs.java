package dev.roster.api;

import java.nio.file.Path;
import java.util.Optional;

/// Where the logs of containers are: files that the node appends to. A restart moves the file away
/// and begins another one.
@FunctionalInterface
public interface PodLogs {
  /// No logs at all: an API without a node.
  PodLogs NONE = (_, _, _, _) -> Optional.empty();

  /// The file of a container's output, if there is one; it may still grow.
  ///
  /// @param previous of the run before the last restart
  Optional<Path> file(String namespace, String pod, String container, boolean previous);
}
