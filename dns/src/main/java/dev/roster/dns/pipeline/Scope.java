package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import java.util.List;

/// The names whose answers a directive can touch.
public sealed interface Scope {
  /// No answer: it configures the server or only patches packets.
  Scope NONE = new Nothing();

  /// Any answer.
  Scope ALL = new Everything();

  /// Names in these zones.
  static Scope of(List<Name> zones) {
    return new Suffixes(zones);
  }

  /// See [#NONE].
  record Nothing() implements Scope {}

  /// See [#ALL].
  record Everything() implements Scope {}

  /// See [#of].
  record Suffixes(List<Name> zones) implements Scope {
    public Suffixes {
      zones = List.copyOf(zones);
    }
  }

  /// Whether the name is in the scope.
  static boolean covers(Scope scope, Name name) {
    return switch (scope) {
      case Nothing _ -> false;
      case Everything _ -> true;
      case Suffixes(var zones) -> {
        for (Name zone : zones) if (name.isIn(zone)) yield true;
        yield false;
      }
    };
  }
}
