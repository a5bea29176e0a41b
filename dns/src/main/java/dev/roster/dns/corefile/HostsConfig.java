package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `hosts [FILE [ZONES...]] { ADDRESS NAME...; ttl SECONDS; no_reverse; reload DURATION;
/// fallthrough [ZONES...]; fallthrough_unsupported }`: names of a hosts file and of the block
/// itself.
///
/// @param path as it is written; `/etc/hosts` where none is
/// @param zones whose names are answered; PTR is answered for all
/// @param inline lines of the block, as a hosts file has them
/// @param ttlSeconds 1..65535
/// @param reverse whether addresses lead to names
/// @param reload between two looks at the file; 0: never again
/// @param fallthrough zones of which names that are not there go to the next directive
/// @param passesOtherTypes whether types that hosts have none of go on there, too
public record HostsConfig(
    String path,
    List<Name> zones,
    List<String> inline,
    int ttlSeconds,
    boolean reverse,
    Duration reload,
    List<Name> fallthrough,
    boolean passesOtherTypes)
    implements DirectiveConfig {
  /// Where nothing is said.
  public static final String PATH_DEFAULT = "/etc/hosts";

  /// Where nothing is said.
  public static final int TTL_SECONDS_DEFAULT = 3600;

  /// The longest TTL.
  public static final int TTL_SECONDS_MAX = 65_535;

  /// Where nothing is said.
  public static final Duration RELOAD_DEFAULT = Duration.ofSeconds(5);

  private static final List<String> PROPERTIES =
      List.of("fallthrough", "fallthrough_unsupported", "no_reverse", "ttl", "reload");

  public HostsConfig {
    zones = List.copyOf(zones);
    inline = List.copyOf(inline);
    fallthrough = List.copyOf(fallthrough);
  }

  @Override
  public String directive() {
    return "hosts";
  }

  static HostsConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    String path = PATH_DEFAULT;
    List<Name> zones = block.zones();
    List<String> inline = new ArrayList<>();
    int ttl = TTL_SECONDS_DEFAULT;
    boolean reverse = true;
    boolean others = false;
    Duration reload = RELOAD_DEFAULT;
    List<Name> fallthrough = List.of();
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("hosts stands once in a server block");
      List<Token> arguments = words.arguments();
      if (!arguments.isEmpty()) path = arguments.getFirst().text();
      if (arguments.size() > 1) {
        zones = ZoneKeys.ofArguments(arguments.subList(1, arguments.size()), block.notes());
      }
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "fallthrough" -> fallthrough = ZoneKeys.fallthrough(words, block);
          case "fallthrough_unsupported" -> {
            List<Token> values = words.arguments();
            if (!values.isEmpty())
              throw words.refuseCount("fallthrough_unsupported", "none", values);
            others = true;
          }
          case "no_reverse" -> reverse = false;
          case "ttl" -> ttl = ttl(words);
          case "reload" -> reload = reload(words);
          default -> {
            // As CoreDNS: behind fallthrough nothing is a line of a hosts file any more.
            if (!fallthrough.isEmpty()) throw words.refuseProperty("hosts", PROPERTIES);
            inline.add(line(words));
          }
        }
      }
    }
    if (others && fallthrough.isEmpty()) {
      throw words.refuse("fallthrough_unsupported needs fallthrough");
    }
    return new HostsConfig(path, zones, inline, ttl, reverse, reload, fallthrough, others);
  }

  private static String line(TokenCursor words) {
    StringBuilder line = new StringBuilder(words.text());
    for (Token word : words.arguments()) line.append(' ').append(word.text());
    return line.toString();
  }

  private static int ttl(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    OptionalLong ttl =
        values.isEmpty() ? OptionalLong.empty() : GoValues.integer(values.getFirst().text());
    if (ttl.isEmpty() || ttl.getAsLong() <= 0 || ttl.getAsLong() > TTL_SECONDS_MAX) {
      throw words.refuse("ttl is no number of seconds (expected: 1..65535)");
    }
    return (int) ttl.getAsLong();
  }

  private static Duration reload(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount("reload", "a duration, 0 for never", values);
    Optional<Duration> reload = GoValues.duration(words.text()).filter(it -> !it.isNegative());
    return reload.orElseThrow(
        () -> words.refuse("reload is \"" + words.text() + "\" (expected: a duration such as 5s)"));
  }
}
