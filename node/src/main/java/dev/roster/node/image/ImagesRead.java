package dev.roster.node.image;

import java.util.List;

/// What reading the `roster.yaml` files gave.
public sealed interface ImagesRead {
  /// All entries are valid.
  record Ready(Images images) implements ImagesRead {}

  /// Something is wrong; nothing was fetched.
  ///
  /// @param problems one line each, with file, line and path
  record Broken(List<String> problems) implements ImagesRead {
    public Broken {
      problems = List.copyOf(problems);
    }
  }
}
