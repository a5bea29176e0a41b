package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.util.List;

/// `loop`: at the start the server asks itself for a random name; if that comes back through its
/// own `forward`, the process ends.
///
/// @param zone under which the name is: the block's first
public record LoopConfig(Name zone) implements DirectiveConfig {
  @Override
  public String directive() {
    return "loop";
  }

  static LoopConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("loop stands twice in this server block");
      List<Token> arguments = words.arguments();
      if (!arguments.isEmpty()) throw words.refuseCount("loop", "none", arguments);
    }
    return new LoopConfig(block.zones().isEmpty() ? Name.ROOT : block.zones().getFirst());
  }
}
