package dev.roster.manifest;

import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import java.util.List;

/// What manifests say: all of their objects, or why none.
public sealed interface ReadResult {
  /// The objects of all documents in order.
  ///
  /// @param notes what is accepted and not acted on, one line each
  /// @param warnings what will not resolve or not start as the writer may expect
  record Objects(List<Tree.Obj> objects, List<String> notes, List<Problem> warnings)
      implements ReadResult {
    public Objects {
      objects = List.copyOf(objects);
      notes = List.copyOf(notes);
      warnings = List.copyOf(warnings);
    }
  }

  /// At least one problem, by place; nothing may be applied.
  record Broken(List<Problem> problems) implements ReadResult {
    public Broken {
      if (problems.isEmpty()) throw new IllegalArgumentException("broken without a problem");
      problems = problems.stream().sorted().toList();
    }
  }
}
