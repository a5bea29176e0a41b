package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.util.List;
import java.util.OptionalLong;

/// `k8s_external [ZONE...] { apex NAME; ttl SECONDS; headless; fallthrough [ZONE...] }`: what
/// Services of the block's `kubernetes` have outside the cluster.
///
/// @param zones those of the server block where none is said
/// @param apex the name below each zone that the server's own names are under
/// @param ttlSeconds 0..3600
/// @param headless whether members of headless Services are shown too
/// @param fallthrough zones whose denied names go to the next directive; empty: of none
public record ExternalConfig(
    List<Name> zones, Name apex, int ttlSeconds, boolean headless, List<Name> fallthrough)
    implements DirectiveConfig {
  /// Where nothing is said.
  public static final Name APEX_DEFAULT = Name.of("dns");

  public ExternalConfig {
    zones = List.copyOf(zones);
    fallthrough = List.copyOf(fallthrough);
  }

  @Override
  public String directive() {
    return "k8s_external";
  }

  static ExternalConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Name> zones = List.of();
    Name apex = APEX_DEFAULT;
    int ttlSeconds = KubernetesConfig.TTL_SECONDS_DEFAULT;
    boolean headless = false;
    List<Name> fallthrough = List.of();
    while (words.next()) {
      List<Token> arguments = words.arguments();
      zones = arguments.isEmpty() ? block.zones() : ZoneKeys.ofArguments(arguments, block.notes());
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "ttl" -> ttlSeconds = ttl(words);
          case "apex" -> apex = apex(words);
          case "headless" -> headless = true;
          case "fallthrough" -> {
            List<Token> through = words.arguments();
            fallthrough =
                through.isEmpty()
                    ? List.of(Name.ROOT)
                    : ZoneKeys.ofArguments(through, block.notes());
          }
          default ->
              throw words.refuseProperty(
                  "k8s_external", List.of("ttl", "apex", "headless", "fallthrough"));
        }
      }
    }
    return new ExternalConfig(zones, apex, ttlSeconds, headless, fallthrough);
  }

  private static int ttl(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.isEmpty()) throw words.refuseCount("ttl", "seconds", values);
    OptionalLong seconds = GoValues.integer(values.getFirst().text());
    int most = KubernetesConfig.TTL_SECONDS_MAX;
    if (seconds.isEmpty() || seconds.getAsLong() < 0 || seconds.getAsLong() > most) {
      throw words.refuse("ttl is \"" + values.getFirst().text() + "\" (expected: 0.." + most + ")");
    }
    return (int) seconds.getAsLong();
  }

  private static Name apex(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.isEmpty()) throw words.refuseCount("apex", "a name", values);
    String text = values.getFirst().text();
    return Name.parse(text)
        .orElseThrow(() -> words.refuse("apex: \"" + text + "\" is no name (expected: dns)"));
  }
}
