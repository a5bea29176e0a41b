package dev.roster.dns.corefile;

import dev.roster.core.names.Network;
import dev.roster.core.objects.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `loadbalance [round_robin | weighted FILE { reload DURATION }] { prefer CIDR... }`: the order of
/// addresses in an answer.
public record LoadbalanceConfig(Policy policy, List<Network> preferred) implements DirectiveConfig {
  /// Between two looks at the file of weights, where nothing is said.
  public static final Duration RELOAD_DEFAULT = Duration.ofSeconds(30);

  public LoadbalanceConfig {
    preferred = List.copyOf(preferred);
  }

  /// How the first address is found.
  public sealed interface Policy {
    /// Each answer starts at a random member.
    record RoundRobin() implements Policy {}

    /// Members of a file come first in proportion to their weight.
    ///
    /// @param position where the file is named
    /// @param reload between two looks at it; zero: it is read once
    record Weighted(Position position, String file, Duration reload) implements Policy {}
  }

  @Override
  public String directive() {
    return "loadbalance";
  }

  static LoadbalanceConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    Policy policy = new Policy.RoundRobin();
    List<Network> preferred = new ArrayList<>();
    while (words.next()) {
      List<Token> arguments = words.arguments();
      String name = arguments.isEmpty() ? "round_robin" : arguments.getFirst().text();
      switch (name) {
        case "round_robin" -> {
          if (arguments.size() > 1) throw words.refuseCount("round_robin", "none", arguments);
          policy = new Policy.RoundRobin();
        }
        case "weighted" -> {
          if (arguments.size() != 2) throw words.refuseCount("weighted", "FILE", arguments);
          Position position = words.position();
          policy = new Policy.Weighted(position, words.text(), reload(words));
          preferred.clear();
        }
        default ->
            throw new Refusal(
                arguments.getFirst().position(),
                "loadbalance has no policy \"" + name + "\"",
                Suggestions.hint(name, List.of("round_robin", "weighted")));
      }
      while (words.nextInBlock()) {
        if (!words.text().equals("prefer")) {
          throw words.refuseProperty("loadbalance", List.of("prefer"));
        }
        for (Token cidr : words.arguments()) {
          if (ReverseZones.ofCidr(cidr.text()).isEmpty()) {
            throw new Refusal(
                cidr.position(),
                "prefer: \"" + cidr.text() + "\" is no CIDR (expected: 10.0.0.0/8)");
          }
          Network.parse(cidr.text()).ifPresent(preferred::add);
        }
      }
    }
    return new LoadbalanceConfig(policy, preferred);
  }

  private static Duration reload(TokenCursor words) throws Refusal {
    Duration reload = RELOAD_DEFAULT;
    while (words.nextInBlock()) {
      if (!words.text().equals("reload")) throw words.refuseProperty("weighted", List.of("reload"));
      List<Token> values = words.arguments();
      if (values.size() != 1) throw words.refuseCount("reload", "a duration", values);
      Optional<Duration> duration = GoValues.duration(words.text());
      if (duration.isEmpty() || duration.get().isNegative()) {
        throw words.refuse("reload: \"" + words.text() + "\" is no duration (expected: 30s)");
      }
      reload = duration.get();
    }
    return reload;
  }
}
