package dev.roster.api;

import dev.roster.core.objects.Tree;
import java.util.List;

/// What a handler answers, without HTTP.
sealed interface Reply {
  /// A JSON document.
  ///
  /// @param warnings texts for `Warning` headers
  record Json(int code, Tree tree, List<String> warnings) implements Reply {
    public Json {
      warnings = List.copyOf(warnings);
    }

    Json(int code, Tree tree) {
      this(code, tree, List.of());
    }
  }

  /// Plain text.
  record Text(int code, String text) implements Reply {}

  /// No body (204).
  record Nothing() implements Reply {}

  /// A `Status` of failure.
  record Failed(Failure failure) implements Reply {}

  /// Events, one JSON document a line, until the client or the server ends them.
  record Watching(WatchStream stream) implements Reply {}

  /// Lines of a container; closed by whoever sends them.
  record Log(LogTail tail) implements Reply {}
}
