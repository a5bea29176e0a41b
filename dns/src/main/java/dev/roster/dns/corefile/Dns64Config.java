package dev.roster.dns.corefile;

import dev.roster.core.names.IpAddress;
import java.util.List;
import java.util.Optional;

/// `dns64 [PREFIX] { prefix PREFIX; translate_all; allow_ipv4 }`: IPv6 addresses made of IPv4 ones
/// (RFC 6147).
///
/// @param prefix its bytes behind the prefix are zero
/// @param prefixBytes 4 to 12
/// @param translateAll also where there are IPv6 addresses
/// @param allowIpv4 also for clients that came over IPv4
public record Dns64Config(
    IpAddress prefix, int prefixBytes, boolean translateAll, boolean allowIpv4)
    implements DirectiveConfig {
  private static final List<String> PROPERTIES = List.of("prefix", "translate_all", "allow_ipv4");

  @Override
  public String directive() {
    return "dns64";
  }

  static Dns64Config parse(TokenCursor words, BlockContext block) throws Refusal {
    Dns64Config config = new Dns64Config(IpAddress.of("64:ff9b::"), 12, false, false);
    while (words.next()) {
      List<Token> arguments = words.arguments();
      if (arguments.size() > 1) throw words.refuseCount("dns64", "[PREFIX]", arguments);
      if (arguments.size() == 1) {
        config = config.withPrefix(arguments.getFirst());
        continue;
      }
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "prefix" -> {
            List<Token> values = words.arguments();
            if (values.size() != 1) throw words.refuseCount("prefix", "PREFIX", values);
            config = config.withPrefix(values.getFirst());
          }
          case "translate_all" ->
              config = new Dns64Config(config.prefix, config.prefixBytes, true, config.allowIpv4);
          case "allow_ipv4" ->
              config =
                  new Dns64Config(config.prefix, config.prefixBytes, config.translateAll, true);
          default -> throw words.refuseProperty("dns64", PROPERTIES);
        }
      }
    }
    return config;
  }

  private Dns64Config withPrefix(Token word) throws Refusal {
    int slash = word.text().indexOf('/');
    Optional<IpAddress> address =
        slash < 0 ? Optional.empty() : IpAddress.parse(word.text().substring(0, slash));
    long bits = slash < 0 ? -1 : GoValues.integer(word.text().substring(slash + 1)).orElse(-1);
    boolean sound = address.isPresent() && !address.get().isIpv4();
    if (!sound || bits % 8 != 0 || bits < 32 || bits > 96) {
      throw new Refusal(
          word.position(),
          "\"" + word.text() + "\" is no prefix (expected: IPv6/32, /40, ... or /96)");
    }
    byte[] bytes = new byte[16];
    System.arraycopy(address.get().toBytes(), 0, bytes, 0, (int) bits / 8);
    return new Dns64Config(IpAddress.of(bytes), (int) bits / 8, translateAll, allowIpv4);
  }
}
