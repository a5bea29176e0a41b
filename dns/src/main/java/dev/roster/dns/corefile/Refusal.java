package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;

/// Unwinds a parser to [CorefileReader], which alone catches it and returns the problem: it never
/// leaves this package.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CorefileProblem problem;

  Refusal(Position position, String what) {
    this(position, what, "");
  }

  Refusal(Position position, String what, String hint) {
    super(what, null, false, false);
    this.problem = new CorefileProblem(position, what, hint);
  }

  CorefileProblem problem() {
    return problem;
  }
}
