package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads what a Corefile takes for a zone, `[scheme://]name[:port]` or `[scheme://]CIDR[:port]`, in
/// the head of a server block and as an argument of directives.
final class ZoneKeys {
  private static final int NAME_CHARS_MAX = 255;

  private ZoneKeys() {}

  /// The zones of one word in the head of a server block: one, or those of a CIDR.
  ///
  /// @param notes where it is told what is accepted and not served
  static List<ZoneKey> ofKey(Token key, List<CorefileProblem> notes) throws Refusal {
    String text = key.text();
    Scheme scheme = Scheme.DNS;
    for (Scheme candidate : Scheme.values()) {
      String prefix = candidate.text() + "://";
      if (!text.startsWith(prefix)) continue;
      scheme = candidate;
      text = text.substring(prefix.length());
      break;
    }
    if (!scheme.isServed()) {
      notes.add(
          CorefileProblem.of(
              key.position(),
              "\"" + key.text() + "\" is accepted and not served: Roster has no " + scheme.text()));
    }
    Split split = split(text).orElseThrow(() -> noZone(key));
    long port = split.port().orElse(scheme.defaultPort());
    if (port < 0 || port > 65535) {
      throw new Refusal(
          key.position(), "\"" + key.text() + "\": port " + port + " (expected: 0..65535)");
    }
    List<ZoneKey> keys = new ArrayList<>();
    for (Name zone : split.zones()) {
      keys.add(new ZoneKey(scheme, zone, (int) port, key.position()));
    }
    return keys;
  }

  private static Refusal noZone(Token key) {
    boolean colon = key.text().isEmpty() || key.text().endsWith(":");
    return new Refusal(
        key.position(),
        "\"" + key.text() + "\" is no zone" + (colon ? ": nothing behind the colon" : ""),
        "expected: a name such as cluster.local or \".\", or a CIDR, then \":port\"");
  }

  /// The zones that arguments name, lower-cased, schemes and ports ignored; what is no zone is
  /// skipped, as CoreDNS skips it, with a note.
  static List<Name> ofArguments(List<Token> arguments, List<CorefileProblem> notes) {
    List<Name> zones = new ArrayList<>();
    for (Token argument : arguments) {
      String text = argument.text();
      for (Scheme scheme : Scheme.values()) {
        String prefix = scheme.text() + "://";
        if (!text.startsWith(prefix)) continue;
        text = text.substring(prefix.length());
        break;
      }
      Optional<Split> split = split(text);
      if (split.isEmpty()) {
        notes.add(
            CorefileProblem.of(
                argument.position(), "\"" + argument.text() + "\" is no zone and is ignored"));
        continue;
      }
      for (Name zone : split.get().zones()) zones.add(zone.folded());
    }
    return zones;
  }

  /// The zones behind the property `fallthrough`: all where none is named.
  static List<Name> fallthrough(TokenCursor words, BlockContext block) {
    List<Token> arguments = words.arguments();
    return arguments.isEmpty() ? List.of(Name.ROOT) : ofArguments(arguments, block.notes());
  }

  /// Whether a zone holds names of addresses. The two apexes count, too.
  static boolean isReverse(Name zone) {
    return zone.isIn(IP4) || zone.isIn(IP6);
  }

  private static final Name IP4 = Name.of("in-addr.arpa");
  private static final Name IP6 = Name.of("ip6.arpa");

  private record Split(List<Name> zones, OptionalLong port) {}

  /// A colon and a number at the end are the port; what stands before is a name or a CIDR.
  private static Optional<Split> split(String key) {
    int colon = key.lastIndexOf(':');
    if (colon == key.length() - 1) return Optional.empty();
    OptionalLong port =
        colon < 0 ? OptionalLong.empty() : GoValues.integer(key.substring(colon + 1));
    String name = port.isPresent() ? key.substring(0, colon) : key;
    if (name.length() > NAME_CHARS_MAX) return Optional.empty();
    Optional<Name> zone = Name.parse(name);
    if (zone.isEmpty()) return Optional.empty();
    Optional<List<Name>> reverse = ReverseZones.ofCidr(name);
    if (reverse.isEmpty()) return Optional.of(new Split(List.of(zone.get()), port));
    boolean refused = name.startsWith(":") || (name.startsWith("0") && name.contains(":"));
    return refused ? Optional.empty() : Optional.of(new Split(reverse.get(), port));
  }
}
