package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import java.util.List;

/// What the parser of a directive may know of its server block.
///
/// @param zones the block's zones, CIDRs expanded
/// @param notes where it tells what is accepted with a word
record BlockContext(List<Name> zones, List<CorefileProblem> notes) {
  /// In every note of what is understood and not acted on; [CorefileLine] looks for it.
  static final String NOT_ACTED_ON = " is accepted and not acted on";

  /// Notes something that doesn't make the file wrong.
  void note(Position position, String what) {
    notes.add(CorefileProblem.of(position, what));
  }

  /// Notes something that is understood and that Roster does not act on; why.
  void noteNotActedOn(Position position, String what, String why) {
    note(position, what + NOT_ACTED_ON + ": " + why);
  }

  /// Notes a property that is understood and not acted on.
  void noteIdle(Position position, String property, String instead) {
    note(position, property + NOT_ACTED_ON + " yet: " + instead);
  }
}
