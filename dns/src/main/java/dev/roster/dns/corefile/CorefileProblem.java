package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;

/// Why a Corefile is refused: where, what was expected and found, and what to do about it.
///
/// @param hint empty where there is nothing more to say
public record CorefileProblem(Position position, String what, String hint) {
  /// A problem that says all by itself.
  public static CorefileProblem of(Position position, String what) {
    return new CorefileProblem(position, what, "");
  }

  /// One line: `Corefile:3:5: unknown directive "kubernets" (did you mean "kubernetes"?)`.
  @Override
  public String toString() {
    String place = position.equals(Position.NONE) ? "" : position + ": ";
    return place + what + (hint.isEmpty() ? "" : " (" + hint + ")");
  }
}
