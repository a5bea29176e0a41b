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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs `dns.json` over the wire: cases that share a world with many others against a process, the
/// others against the same command in this one, all against processes among the slow tests. Cases
/// that are wrong stand in `dns-expected-failures.txt` and must fail: one that starts to pass
/// breaks the build until the list is updated (`-Droster.conformance.update=true` prints the new
/// list).
class DnsConformanceTest {
  private static final int FOREIGN_SECONDS_MAX = 120;

  /// Cases of one world from which on a process is worth its start.
  private static final int PROCESS_CASES_MIN = 8;

  /// Most of a case's time is a wait: for an upstream that is silent, for a process.
  private static final int AT_A_TIME = 4;

  private static final Comparator<List<DnsCase>> LONGEST_FIRST =
      Comparator.comparingInt((List<DnsCase> group) -> waitsForSilence(group.getFirst()) ? 0 : 1)
          .thenComparingInt(group -> -group.size());

  @TempDir Path folder;

  @Test
  void everyCaseAnswersAsListed() throws Exception {
    everyCase(group -> group.size() >= PROCESS_CASES_MIN ? CaseRunner.PROCESS : CaseRunner.INSIDE);
  }

  @Test
  @Tag("slow")
  void everyCaseAnswersAsListedByProcesses() throws Exception {
    everyCase(_ -> CaseRunner.PROCESS);
  }

  private void everyCase(Function<List<DnsCase>, CaseRunner.Start> start) throws Exception {
    Map<String, String> expectedFailures = expectedFailures();
    Map<String, String> failures = new ConcurrentSkipListMap<>();
    List<DnsCase> cases = DnsCase.load();
    int left = runAll(cases, start, failures);

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
  private int runAll(
      List<DnsCase> cases,
      Function<List<DnsCase>, CaseRunner.Start> start,
      Map<String, String> failures)
      throws Exception {
    CaseRunner runner = new CaseRunner(folder, Optional.of(TestCertificate.make(folder, "server")));
    List<DnsCase> foreign = cases.stream().filter(each -> CaseSetup.of(each).isForeign()).toList();
    List<DnsCase> own = cases.stream().filter(each -> !foreign.contains(each)).toList();
    boolean namespaces = Netns.isPossible();
    List<Callable<Boolean>> runs = new ArrayList<>();
    if (namespaces) runs.add(() -> runForeign(foreign, failures));
    List<List<DnsCase>> groups = new ArrayList<>(DnsCase.groups(own).values());
    groups.sort(LONGEST_FIRST);
    for (List<DnsCase> group : groups) {
      runs.add(() -> {
        runner.run(group, start.apply(group), failures);
        return true;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (Future<Boolean> run : threads.invokeAll(runs)) assertThat(run.get()).isTrue();
    }
    if (namespaces) return 0;
    foreign.forEach(each -> System.out.println("left out, no network namespace: " + each.id()));
    return foreign.size();
  }

  private static boolean waitsForSilence(DnsCase each) {
    return CannedUpstream.of(each.body()).stream()
        .flatMap(upstream -> upstream.answers().values().stream())
        .anyMatch(said -> said.flag("error"));
  }

  private boolean runForeign(List<DnsCase> cases, Map<String, String> failures) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    Set<String> addresses = new TreeSet<>();
    for (DnsCase each : cases) {
      arguments.add(each.id());
      addresses.addAll(CaseSetup.of(each).foreignAddresses());
    }
    List<String> inside =
        Netns.java(ForeignCases.class.getName(), arguments.toArray(String[]::new));
    Path output = Files.createTempFile(folder, "foreign", ".txt");
    Process process =
        new ProcessBuilder(Netns.command(List.copyOf(addresses), inside))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(FOREIGN_SECONDS_MAX, TimeUnit.SECONDS);
    if (!ended) process.destroyForcibly();
    List<String> said = Files.readAllLines(output);
    for (DnsCase each : cases) {
      if (!said.contains("done")) failures.put(each.id(), String.join(" / ", said));
    }
    for (String line : said) {
      int tab = line.indexOf('\t');
      if (tab > 0) failures.put(line.substring(0, tab), line.substring(tab + 1));
    }
    return true;
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
