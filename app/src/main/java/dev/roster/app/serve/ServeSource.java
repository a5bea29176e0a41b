package dev.roster.app.serve;

import java.nio.file.Path;
import java.util.List;

/// Where `roster serve` has its objects from.
public sealed interface ServeSource {
  /// Files or folders, or `-`.
  record Files(List<Path> paths) implements ServeSource {
    public Files {
      paths = List.copyOf(paths);
    }
  }

  /// The cluster that a kubeconfig names.
  ///
  /// @param file as kubectl has it; several with the path separator between them are one
  /// @param context "" for its current one
  record Kubeconfig(String file, String context) implements ServeSource {}

  /// The cluster that this process is a pod of.
  record InCluster() implements ServeSource {}

  /// As the `kubernetes` of the Corefile says: `endpoint`, `kubeconfig`, else in-cluster. CoreDNS's
  /// way, for a Corefile that is moved as it is.
  record Corefile() implements ServeSource {}
}
