package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.util.List;

/// `metadata [ZONE...]`: directives tell what they know of a question to `log`, `view` and others.
///
/// @param zones the names it is told of
public record MetadataConfig(List<Name> zones) implements DirectiveConfig {
  public MetadataConfig {
    zones = List.copyOf(zones);
  }

  @Override
  public String directive() {
    return "metadata";
  }

  static MetadataConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    List<Token> arguments = words.arguments();
    List<Name> zones =
        arguments.isEmpty() ? block.zones() : ZoneKeys.ofArguments(arguments, block.notes());
    if (words.nextInBlock() || words.next()) {
      throw words.refuse("metadata has zones and nothing else, once in a server block");
    }
    return new MetadataConfig(zones);
  }
}
