package dev.roster.node.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One entry of `images:` in a `roster.yaml`, checked.
///
/// @param files what to fetch; empty for an entry that is only a command
/// @param path folders below the image's root to put before PATH; `.` is the root itself
/// @param command runs where the container has no command; `$(IMAGE)` is the image's root
/// @param env variables of the image; `$(IMAGE)` is the image's root
record ImageEntry(
    Optional<Files> files, List<String> path, List<String> command, Map<String, String> env) {
  ImageEntry {
    path = List.copyOf(path);
    command = List.copyOf(command);
    env = Map.copyOf(env);
  }

  /// An artifact and how it is unpacked.
  record Files(MavenArtifact artifact, Unpack unpack) {}
}
