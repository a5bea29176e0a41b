package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.Port;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Texts and lists of ports that many members share, each kept once per catalog. Used by one edit;
/// what it met goes into the next catalog.
final class Interner {
  /// Values remembered, at most. When there are more (nodes come and go for years), remembering
  /// starts anew; what is in use stays where it is used.
  static final int VALUES_MAX = 1 << 16;

  private final HashIndex<Object> before;
  private final Map<Object, Object> met = new HashMap<>();
  private final IndexSteps<Object> steps = new IndexSteps<>();

  Interner(HashIndex<Object> before) {
    this.before = before;
  }

  /// The one instance of an equal text.
  String text(String text) {
    return text.isEmpty() ? "" : (String) one(text);
  }

  /// The one instance of an equal list of ports, whose names are interned too.
  ///
  /// @param held an instance that is likely equal: then it is not searched for
  @SuppressWarnings("unchecked") // an equal value is a list of ports
  List<Port> ports(List<Port> ports, List<Port> held) {
    if (ports.isEmpty()) return List.of();
    return ports.equals(held) ? held : (List<Port>) one(ports);
  }

  /// As above, without any that is likely equal.
  List<Port> ports(List<Port> ports) {
    return ports(ports, List.of());
  }

  private Object one(Object value) {
    Object known = met.get(value);
    if (known != null) return known;
    known = before.first(value.hashCode(), value::equals);
    if (known == null) {
      known = value;
      steps.add(value.hashCode(), value);
    }
    met.put(known, known);
    return known;
  }

  /// What the next catalog remembers.
  HashIndex<Object> after() {
    HashIndex<Object> base = before.size() > VALUES_MAX ? HashIndex.empty() : before;
    return base.after(steps);
  }
}
