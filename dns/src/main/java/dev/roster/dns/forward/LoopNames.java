package dev.roster.dns.forward;

import dev.roster.core.names.Name;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The random names that the `loop` directives of one configuration ask for, one each, while they
/// look. They are to come round: the watch for loops lets them.
public final class LoopNames {
  private final Set<Name> names = ConcurrentHashMap.newKeySet();

  /// None.
  LoopNames() {}

  void add(Name name) {
    names.add(name.folded());
  }

  void remove(Name name) {
    names.remove(name.folded());
  }

  boolean contains(Name name) {
    return !names.isEmpty() && names.contains(name.folded());
  }
}
