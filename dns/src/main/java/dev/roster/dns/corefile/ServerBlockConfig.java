package dev.roster.dns.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A server block as understood: its zones, and what its directives ask for in CoreDNS's fixed
/// order (the order of [Directives], not of the text).
public record ServerBlockConfig(List<ZoneKey> zones, List<DirectiveConfig> directives) {
  public ServerBlockConfig {
    if (zones.isEmpty()) throw new IllegalArgumentException("a server block without zone");
    zones = List.copyOf(zones);
    directives = List.copyOf(directives);
  }

  /// The configuration of one directive, empty where the block doesn't have it.
  public <C extends DirectiveConfig> Optional<C> find(Class<C> type) {
    for (DirectiveConfig directive : directives) {
      if (type.isInstance(directive)) return Optional.of(type.cast(directive));
    }
    return Optional.empty();
  }

  /// The names of the directives, in order.
  public List<String> directiveNames() {
    List<String> names = new ArrayList<>();
    for (DirectiveConfig directive : directives) names.add(directive.directive());
    return names;
  }
}
