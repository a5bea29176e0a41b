package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import java.util.List;

/// What the parser of a directive may know of its server block.
///
/// @param zones the block's zones, CIDRs expanded
/// @param notes where it tells what is accepted with a word
record BlockContext(List<Name> zones, List<CorefileProblem> notes) {
  /// Notes something that doesn't make the file wrong.
  void note(Position position, String what) {
    notes.add(CorefileProblem.of(position, what));
  }

  /// Notes a property that is understood and not acted on.
  void noteIdle(Position position, String property, String instead) {
    note(position, property + " is accepted and not acted on yet: " + instead);
  }
}
