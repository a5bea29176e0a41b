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
/// @param source where objects are from
/// @param corefile instead of the built-in one
/// @param dns where the built-in one listens
/// @param metrics where the built-in one has metrics
/// @param shadow another server that answers are compared with
public record ServeOptions(
    ServeSource source,
    Optional<Path> corefile,
    HostPortOption dns,
    Optional<HostPortOption> metrics,
    Optional<ShadowOption> shadow) {
  /// Where DNS listens if nobody says.
  static final HostPortOption DNS_DEFAULT = new HostPortOption("127.0.0.1", 1053);

  private static final Set<String> ONCE =
      Set.of("--corefile", "--dns", "--metrics", "--kubeconfig", "--context");

  private static final String IN_CLUSTER = "--in-cluster";

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
      if (option.equals(IN_CLUSTER)) {
        if (values.put(option, "") != null) return Optional.empty();
        continue;
      }
      if (at == args.length || !isValue(args[at])) return Optional.empty();
      if (option.equals("--objects")) {
        while (at < args.length && isValue(args[at])) objects.add(Path.of(args[at++]));
      } else if (!ONCE.contains(option) || values.put(option, args[at++]) != null) {
        return Optional.empty();
      }
    }
    boolean builtin = values.containsKey("--dns") || values.containsKey("--metrics");
    if (values.containsKey("--corefile") && builtin) return Optional.empty();
    try {
      String dns = values.get("--dns");
      return source(objects, values)
          .map(source ->
              new ServeOptions(
                  source,
                  Optional.ofNullable(values.get("--corefile")).map(Path::of),
                  dns == null ? DNS_DEFAULT : HostPortOption.parse(dns),
                  Optional.ofNullable(values.get("--metrics")).map(HostPortOption::parse),
                  Optional.empty()));
    } catch (IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  /// The one source that is named; empty where there is none, or more.
  private static Optional<ServeSource> source(List<Path> objects, Map<String, String> values) {
    String kubeconfig = values.get("--kubeconfig");
    String context = values.getOrDefault("--context", "");
    boolean inCluster = values.containsKey(IN_CLUSTER);
    int named = (objects.isEmpty() ? 0 : 1) + (kubeconfig == null ? 0 : 1) + (inCluster ? 1 : 0);
    if (named > 1 || (kubeconfig == null && !context.isEmpty())) return Optional.empty();
    if (!objects.isEmpty()) return Optional.of(new ServeSource.Files(objects));
    if (kubeconfig != null) return Optional.of(new ServeSource.Kubeconfig(kubeconfig, context));
    if (inCluster) return Optional.of(new ServeSource.InCluster());
    return values.containsKey("--corefile")
        ? Optional.of(new ServeSource.Corefile())
        : Optional.empty();
  }

  /// Whether it is no option, quoted, or anything that has a meaning of its own.
  private static boolean isValue(String text) {
    return text.equals("-") || !(text.isEmpty() || "-@\"'".indexOf(text.charAt(0)) >= 0);
  }
}
