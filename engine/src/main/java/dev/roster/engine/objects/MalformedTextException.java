package dev.roster.engine.objects;

import dev.roster.core.objects.Problem;
import java.io.IOException;

/// A text that is not what it should be (JSON, YAML, UTF-8), with the place of its first fault.
public final class MalformedTextException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public MalformedTextException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /// What is wrong, and where.
  public Problem problem() {
    return problem;
  }
}
