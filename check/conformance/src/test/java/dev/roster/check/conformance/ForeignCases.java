package dev.roster.check.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Runs cases inside a network namespace that has all their addresses: `ForeignCases FOLDER ID...`.
/// A line `ID<TAB>DIFFERENCE` for each that fails, then `done`.
public final class ForeignCases {
  private ForeignCases() {}

  /// See the type.
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Set<String> wanted = Set.copyOf(List.of(arguments).subList(1, arguments.length));
    List<DnsCase> cases =
        DnsCase.load().stream().filter(each -> wanted.contains(each.id())).toList();
    Map<String, String> failures = new TreeMap<>();
    CaseRunner runner = new CaseRunner(folder, Optional.empty());
    for (List<DnsCase> group : DnsCase.groups(cases).values()) {
      runner.run(group, CaseRunner.INSIDE, failures);
    }
    failures.forEach((id, why) -> System.out.println(id + "\t" + why.replace('\n', ' ')));
    System.out.println("done");
    System.exit(0);
  }
}
