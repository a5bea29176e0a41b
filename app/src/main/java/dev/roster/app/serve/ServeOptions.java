package dev.roster.app.serve;

import dev.roster.app.wiring.HostPortOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `roster serve` was asked for.
///
/// @param objects files or folders, or `-`
/// @param corefile instead of the built-in one
/// @param dns where the built-in one listens
/// @param metrics where the built-in one has metrics
public record ServeOptions(
    List<Path> objects,
    Optional<Path> corefile,
    HostPortOption dns,
    Optional<HostPortOption> metrics) {
  /// Where DNS listens if nobody says.
  static final HostPortOption DNS_DEFAULT = new HostPortOption("127.0.0.1", 1053);

  private static final Set<String> ONCE = Set.of("--corefile", "--dns", "--metrics");

  public ServeOptions {
    objects = List.copyOf(objects);
  }

  /// Reads a command line where there is nothing to say about it: `serve` with options that are
  /// known, each with its value behind it. Empty for any other, be it right or wrong: that is read
  /// in full, and told what is wrong with it.
  public static Optional<ServeOptions> plain(String... args) {
    if (args.length == 0 || !args[0].equals("serve")) return Optional.empty();
    List<Path> objects = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    int at = 1;
    while (at < args.length) {
      String option = args[at++];
      if (at == args.length || !isValue(args[at])) return Optional.empty();
      if (option.equals("--objects")) {
        while (at < args.length && isValue(args[at])) objects.add(Path.of(args[at++]));
      } else if (!ONCE.contains(option) || values.put(option, args[at++]) != null) {
        return Optional.empty();
      }
    }
    if (objects.isEmpty() || (values.containsKey("--corefile") && values.size() > 1)) {
      return Optional.empty();
    }
    try {
      String dns = values.get("--dns");
      return Optional.of(
          new ServeOptions(
              objects,
              Optional.ofNullable(values.get("--corefile")).map(Path::of),
              dns == null ? DNS_DEFAULT : HostPortOption.parse(dns),
              Optional.ofNullable(values.get("--metrics")).map(HostPortOption::parse)));
    } catch (IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  /// Whether it is no option, quoted, or anything that has a meaning of its own.
  private static boolean isValue(String text) {
    return text.equals("-") || !(text.isEmpty() || "-@\"'".indexOf(text.charAt(0)) >= 0);
  }
}
