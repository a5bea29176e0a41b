package dev.roster.node.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Brings one artifact of a Maven repository onto this machine.
public interface ArtifactFetcher {
  /// Copies the artifact into an empty folder and gives the copy. Blocks while it is fetched.
  ///
  /// @param coordinates `group:artifact:version:type[:classifier]`
  /// @param folder an existing empty folder
  /// @param progress takes single lines for a person
  /// @throws IOException with one line for a person where it can't be had
  Path fetch(String coordinates, Path folder, Consumer<String> progress)
      throws IOException, InterruptedException;
}
