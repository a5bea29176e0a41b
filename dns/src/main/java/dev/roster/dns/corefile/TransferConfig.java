package dev.roster.dns.corefile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `transfer [ZONES...] { to ADDRESS...; source ADDRESS }`: who may have whole zones, and is told
/// when they change. A block may have several; the longest zone decides.
public record TransferConfig(List<Rule> rules) implements DirectiveConfig {
  private static final int PORT_DEFAULT = 53;

  public TransferConfig {
    rules = List.copyOf(rules);
  }

  /// One time of the directive.
  ///
  /// @param anyone whether `to *` stands there
  /// @param to the secondaries
  /// @param source from where they are told
  public record Rule(
      List<Name> zones, boolean anyone, List<Secondary> to, Optional<IpAddress> source) {
    public Rule {
      zones = List.copyOf(zones);
      to = List.copyOf(to);
    }
  }

  /// A secondary server.
  public record Secondary(IpAddress address, int port) {}

  @Override
  public String directive() {
    return "transfer";
  }

  static TransferConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Rule> rules = new ArrayList<>();
    while (words.next()) {
      List<Token> arguments = words.arguments();
      List<Name> zones =
          arguments.isEmpty() ? block.zones() : ZoneKeys.ofArguments(arguments, block.notes());
      boolean anyone = false;
      List<Secondary> to = new ArrayList<>();
      Optional<IpAddress> source = Optional.empty();
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "to" -> {
            List<Token> addresses = words.arguments();
            if (addresses.isEmpty()) throw words.refuseCount("to", "* or ADDRESS...", addresses);
            for (Token address : addresses) {
              if (address.text().equals("*")) anyone = true;
              else to.add(secondary(address));
            }
          }
          case "source" -> {
            List<Token> values = words.arguments();
            if (values.size() != 1) throw words.refuseCount("source", "an address", values);
            if (source.isPresent()) throw words.refuse("source is said twice");
            source = IpAddress.parse(words.text());
            if (source.isEmpty()) throw words.refuse("\"" + words.text() + "\" is no address");
          }
          default -> throw words.refuseProperty("transfer", List.of("to", "source"));
        }
      }
      if (!anyone && to.isEmpty()) throw words.refuse("transfer needs: to ADDRESS...");
      rules.add(new Rule(zones, anyone, to, source));
    }
    return new TransferConfig(rules);
  }

  /// An address with or without a port: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`.
  private static Secondary secondary(Token word) throws Refusal {
    Optional<IpAddress> plain = IpAddress.parse(word.text());
    if (plain.isPresent()) return new Secondary(plain.get(), PORT_DEFAULT);
    Optional<HostPort> pair = GoValues.hostPort(word.text());
    Optional<IpAddress> address = pair.flatMap(it -> IpAddress.parse(it.host()));
    if (pair.isEmpty() || address.isEmpty()) {
      throw new Refusal(
          word.position(), "\"" + word.text() + "\" is no address (expected: *, ADDRESS[:PORT])");
    }
    return new Secondary(address.get(), pair.get().port());
  }
}
