package dev.roster.dns.corefile;

import java.util.List;

/// What reading a Corefile gives: a configuration, or every problem that was found.
public sealed interface CorefileResult {
  /// The file is understood. Nothing was bound or started.
  record Read(CorefileConfig config) implements CorefileResult {}

  /// The file is refused; at least one problem, in the order of the text.
  record Refused(List<CorefileProblem> problems) implements CorefileResult {
    public Refused {
      if (problems.isEmpty()) throw new IllegalArgumentException("refused without a problem");
      problems = List.copyOf(problems);
    }
  }
}
