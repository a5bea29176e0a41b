package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.dns.autopath.AutopathDirective.Source;
import dev.roster.dns.autopath.ResolvConf;
import dev.roster.dns.corefile.AutopathConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.ServerBlockConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Where the search paths of an `autopath` are from.
final class AutopathSource {
  private static final Path HOST_RESOLV_CONF = Path.of("/etc/resolv.conf");

  private AutopathSource() {}

  /// The source that a Corefile names. A directive that the block doesn't have knows of no client,
  /// as in CoreDNS; one that knows no search paths is a problem.
  ///
  /// @throws IOException if a file can't be read
  static Source of(ServerBlockConfig block, AutopathConfig config, List<CorefileProblem> problems)
      throws IOException {
    if (!config.source().startsWith("@")) {
      return new Source.Listed(ResolvConf.search(Path.of(config.source())));
    }
    String name = config.source().substring(1);
    if (block.directiveNames().contains(name) && !name.equals("kubernetes")) {
      problems.add(
          CorefileProblem.of(
              config.position(), name + " knows no search paths (expected: @kubernetes)"));
    }
    List<Name> host = List.of();
    try {
      host = ResolvConf.search(HOST_RESOLV_CONF);
    } catch (IOException _) {
      // A host without the file has no search list.
    }
    return new Source.Asked(name, host);
  }
}
