package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import java.util.List;

/// `autopath [ZONE...] RESOLV-CONF|@DIRECTIVE`: walks the client's search path for it.
///
/// @param zones those of the server block where none is said
/// @param source where the search path is from: a file such as `/etc/resolv.conf`, or `@` and the
///   name of a directive of the block that knows the client
/// @param position where the source stands
public record AutopathConfig(List<Name> zones, String source, Position position)
    implements DirectiveConfig {
  public AutopathConfig {
    zones = List.copyOf(zones);
  }

  @Override
  public String directive() {
    return "autopath";
  }

  static AutopathConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Name> zones = List.of();
    String source = "";
    Position position = words.position();
    while (words.next()) {
      List<Token> arguments = words.arguments();
      if (arguments.isEmpty()) {
        throw words.refuseCount("autopath", "a resolv.conf or @DIRECTIVE", arguments);
      }
      source = arguments.getLast().text();
      position = arguments.getLast().position();
      List<Token> before = arguments.subList(0, arguments.size() - 1);
      zones = before.isEmpty() ? block.zones() : ZoneKeys.ofArguments(before, block.notes());
    }
    return new AutopathConfig(zones, source, position);
  }
}
