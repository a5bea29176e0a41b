package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.names.Network;
import dev.roster.core.wire.RecordType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// `acl [ZONE...] { allow|block|filter|drop [type TYPE...] [net NET...] }`: who may ask what.
/// Several `acl` add up, in order.
public record AclConfig(List<Rule> rules) implements DirectiveConfig {
  /// Networks in all policies of one `acl` directive.
  static final int NETWORKS_MAX = 100_000;

  /// What happens to a question.
  public enum Action {
    /// It goes on; no other rule is looked at.
    ALLOW,
    /// REFUSED.
    BLOCK,
    /// An empty answer.
    FILTER,
    /// No answer.
    DROP
  }

  /// What holds for names in some zones: the first policy that fits.
  public record Rule(List<Name> zones, List<Policy> policies) {
    public Rule {
      zones = List.copyOf(zones);
      policies = List.copyOf(policies);
    }
  }

  /// An action for some types and sources.
  ///
  /// @param types empty: all types
  /// @param networks empty: all sources
  public record Policy(Action action, Set<Integer> types, List<Network> networks) {
    public Policy {
      types = Set.copyOf(types);
      networks = List.copyOf(networks);
    }
  }

  public AclConfig {
    rules = List.copyOf(rules);
  }

  @Override
  public String directive() {
    return "acl";
  }

  static AclConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Rule> rules = new ArrayList<>();
    int networks = 0;
    while (words.next()) {
      List<Token> arguments = words.arguments();
      List<Name> zones =
          arguments.isEmpty() ? block.zones() : ZoneKeys.ofArguments(arguments, block.notes());
      List<Policy> policies = new ArrayList<>();
      while (words.nextInBlock()) {
        Policy policy = policy(words);
        networks += policy.networks().size();
        if (networks > NETWORKS_MAX) {
          throw words.refuse("acl has more than " + NETWORKS_MAX + " networks");
        }
        policies.add(policy);
      }
      rules.add(new Rule(zones, policies));
    }
    return new AclConfig(rules);
  }

  private static Policy policy(TokenCursor words) throws Refusal {
    Action action =
        switch (words.text().toLowerCase(Locale.ROOT)) {
          case "allow" -> Action.ALLOW;
          case "block" -> Action.BLOCK;
          case "filter" -> Action.FILTER;
          case "drop" -> Action.DROP;
          default -> throw words.refuseProperty("acl", List.of("allow", "block", "filter", "drop"));
        };
    Optional<Set<Integer>> types = Optional.empty();
    Optional<List<Network>> networks = Optional.empty();
    List<Token> rest = words.arguments();
    while (!rest.isEmpty()) {
      Token section = rest.getFirst();
      if (!isSection(section)) {
        throw new Refusal(section.position(), "\"" + section.text() + "\" (expected: type or net)");
      }
      int end = 1;
      while (end < rest.size() && !isSection(rest.get(end))) end++;
      List<Token> values = rest.subList(1, end);
      if (values.isEmpty()) {
        throw new Refusal(section.position(), "nothing behind " + section.text());
      }
      if (section.text().equalsIgnoreCase("type")) {
        types = Optional.of(joined(types.orElse(NONE), types(values), types.isPresent()));
      } else {
        networks = Optional.of(joined(networks.orElse(List.of()), networks(values)));
      }
      rest = rest.subList(end, rest.size());
    }
    return new Policy(action, types.orElse(Set.of()), networks.orElse(List.of()));
  }

  private static final Set<Integer> NONE = Set.of();

  /// All types, said once, stay all types.
  private static Set<Integer> joined(Set<Integer> before, Set<Integer> more, boolean said) {
    if (said && (before.isEmpty() || more.isEmpty())) return NONE;
    Set<Integer> all = new HashSet<>(before);
    all.addAll(more);
    return all;
  }

  private static List<Network> joined(List<Network> before, List<Network> more) {
    List<Network> all = new ArrayList<>(before);
    all.addAll(more);
    return all;
  }

  private static boolean isSection(Token word) {
    return word.text().equalsIgnoreCase("type") || word.text().equalsIgnoreCase("net");
  }

  /// Empty for all: what stands behind a star is not looked at.
  private static Set<Integer> types(List<Token> values) throws Refusal {
    Set<Integer> types = new HashSet<>();
    for (Token value : values) {
      if (value.text().equals("*")) return NONE;
      OptionalInt type = type(value.text());
      if (type.isEmpty()) {
        throw new Refusal(
            value.position(), "\"" + value.text() + "\" is no record type (expected: A, AAAA, *)");
      }
      if (type.getAsInt() == 0) return NONE;
      types.add(type.getAsInt());
    }
    return types;
  }

  /// Mnemonics in upper case alone, and CoreDNS's word for no type, which it takes for all.
  private static OptionalInt type(String text) {
    if (text.equals("None")) return OptionalInt.of(0);
    OptionalInt type = RecordType.parse(text);
    boolean known = type.isPresent() && RecordType.toText(type.getAsInt()).equals(text);
    return known && !text.startsWith("TYPE") ? type : OptionalInt.empty();
  }

  private static List<Network> networks(List<Token> values) throws Refusal {
    List<Network> networks = new ArrayList<>();
    for (Token value : values) {
      if (value.text().equals("*")) return Network.ALL;
      networks.add(
          Network.parse(value.text())
              .orElseThrow(() ->
                  new Refusal(
                      value.position(),
                      "\"" + value.text() + "\" is no address and no CIDR",
                      "expected: 10.0.0.0/8, 192.168.1.7, 2001:db8::/32 or *")));
    }
    return networks;
  }
}
