package dev.roster.node.root;

import java.util.List;

/// One step in building a pod's root. Paths are as the pod will see them.
public sealed interface RootStep {
  /// An empty file system in memory on a folder.
  record Memory(String path, String mode) implements RootStep {}

  /// A folder that isn't there.
  record Folder(String path) implements RootStep {}

  /// An empty file that isn't there: something is bound on it.
  record File(String path) implements RootStep {}

  /// A symbolic link.
  record Link(String path, String target) implements RootStep {}

  /// A file or folder of the machine, with what is mounted below it.
  ///
  /// @param options besides `rbind`
  /// @param needed whether the pod can't start without it
  record Bind(String source, String path, List<String> options, boolean needed)
      implements RootStep {
    public Bind {
      options = List.copyOf(options);
    }
  }
}
