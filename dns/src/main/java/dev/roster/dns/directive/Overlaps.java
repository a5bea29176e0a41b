package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.Scheme;
import dev.roster.dns.corefile.ZoneKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds zones that two server blocks would answer on one address; all addresses overlap each.
final class Overlaps {
  private final Set<Served> served = new HashSet<>();
  private final Map<Served, ZoneKey> anywhere = new HashMap<>();

  private record Served(Scheme scheme, Name zone, int port, String host) {}

  /// Notes that a zone is served on an address, "" for all; why that can't be, if so. A block with
  /// a view takes some packets only: it may stand in front of others, never behind one without.
  Optional<CorefileProblem> check(ZoneKey key, String host, boolean view) {
    Served wanted = new Served(key.scheme(), key.zone(), key.port(), host);
    Served unbound = new Served(key.scheme(), key.zone(), key.port(), "");
    String shown = "cannot serve " + key + (host.isEmpty() ? "" : " on " + host);
    if (served.contains(wanted)) {
      return Optional.of(
          CorefileProblem.of(key.position(), shown + ": it is served there already"));
    }
    ZoneKey other = anywhere.get(unbound);
    if (other != null && (host.isEmpty() || served.contains(unbound))) {
      return Optional.of(
          CorefileProblem.of(
              key.position(),
              shown + ": " + other.position() + " serves it on an address that is a part of this"));
    }
    if (view) return Optional.empty();
    served.add(wanted);
    anywhere.put(unbound, key);
    return Optional.empty();
  }
}
