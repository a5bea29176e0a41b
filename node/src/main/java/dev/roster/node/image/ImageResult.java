package dev.roster.node.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What an image's name leads to.
public sealed interface ImageResult {
  /// The image is on this machine.
  ///
  /// @param folders what the process must be able to read, at these same absolute paths (a new root
  ///   binds them there read-only); empty for an image that is only a command
  /// @param path folders to put before the container's PATH, absolute
  /// @param command what runs where the container has no command; may be empty
  /// @param env variables that the container's own `env` overrides, as an image's ENV
  record Found(List<Path> folders, List<Path> path, List<String> command, Map<String, String> env)
      implements ImageResult {
    public Found {
      folders = List.copyOf(folders);
      path = List.copyOf(path);
      command = List.copyOf(command);
      env = Map.copyOf(env);
    }
  }

  /// No `roster.yaml` names it. No failure where the container has its own command.
  record Unknown() implements ImageResult {}

  /// It is named but could not be fetched or unpacked; a later call tries again.
  ///
  /// @param reason one line for a person
  record Failed(String reason) implements ImageResult {}
}
