package dev.roster.check.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Netns;
import dev.roster.check.kit.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs `dns.json` against the real process over the wire. Cases that are wrong stand in
/// `dns-expected-failures.txt` and must fail: one that starts to pass breaks the build until the
/// list is updated (`-Droster.conformance.update=true` prints the new list).
class DnsConformanceTest {
  private static final int FOREIGN_SECONDS_MAX = 120;

  @TempDir Path folder;

  @Test
  void everyCaseAnswersAsListed() throws Exception {
    Map<String, String> expectedFailures = expectedFailures();
    Map<String, String> failures = new TreeMap<>();
    List<DnsCase> cases = DnsCase.load();
    int left = runAll(cases, failures);

    Set<String> unexpected = new TreeSet<>(failures.keySet());
    unexpected.removeAll(expectedFailures.keySet());
    Set<String> passing = new TreeSet<>(expectedFailures.keySet());
    passing.removeAll(failures.keySet());
    System.out.printf(
        "dns.json: %d passed, %d expected to fail, %d left out, %d in all%n",
        cases.size() - failures.size() - left, expectedFailures.size(), left, cases.size());
    StringBuilder report = new StringBuilder();
    for (String id : unexpected) report.append(id + ": " + failures.get(id) + "\n");
    assertThat(report.toString()).as("cases that must pass and don't").isEmpty();
    assertThat(passing).as("listed as expected failures, but they pass: update the list").isEmpty();
  }

  /// Cases with addresses of their own run in a network namespace; where none can be made they are
  /// named and left out. Returns how many were left out.
  private int runAll(List<DnsCase> cases, Map<String, String> failures) throws Exception {
    CaseRunner runner = new CaseRunner(folder, Optional.of(TestCertificate.make(folder, "server")));
    boolean namespaces = Netns.isPossible();
    int left = 0;
    for (List<DnsCase> group : DnsCase.groups(cases).values()) {
      CaseSetup setup = CaseSetup.of(group.getFirst());
      if (!setup.isForeign()) {
        runner.run(group, failures);
      } else if (namespaces) {
        runForeign(group, setup, failures);
      } else {
        group.forEach(each -> System.out.println("left out, no network namespace: " + each.id()));
        left += group.size();
      }
    }
    return left;
  }

  private void runForeign(List<DnsCase> group, CaseSetup setup, Map<String, String> failures)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    group.forEach(each -> arguments.add(each.id()));
    List<String> inside =
        Netns.java(ForeignCases.class.getName(), arguments.toArray(String[]::new));
    Path output = Files.createTempFile(folder, "foreign", ".txt");
    Process process =
        new ProcessBuilder(Netns.command(setup.foreignAddresses(), inside))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(FOREIGN_SECONDS_MAX, TimeUnit.SECONDS);
    if (!ended) process.destroyForcibly();
    List<String> said = Files.readAllLines(output);
    for (DnsCase each : group) {
      if (!said.contains("done")) failures.put(each.id(), String.join(" / ", said));
    }
    for (String line : said) {
      int tab = line.indexOf('\t');
      if (tab > 0) failures.put(line.substring(0, tab), line.substring(tab + 1));
    }
  }

  private static Map<String, String> expectedFailures() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    try (InputStream in =
        DnsConformanceTest.class.getResourceAsStream("/conformance/dns-expected-failures.txt")) {
      if (in == null) throw new IOException("dns-expected-failures.txt is not on the class path");
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) continue;
        List<String> words = List.of(line.strip().split("\\s+", 2));
        expected.put(words.getFirst(), words.getLast());
      }
    }
    return expected;
  }
}
