package dev.roster.check.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// Runs `dns.json` against the real process over the wire. Cases whose feature is not built yet
/// stand in `dns-expected-failures.txt` and must fail: one that starts to pass breaks the build
/// until the list is updated (`-Droster.conformance.update=true` prints the new list).
class DnsConformanceTest {
  private static final int START_TRIES_MAX = 400;
  private static final int TRY_MILLIS = 100;
  private static final int PAUSE_MILLIS = 20;

  @TempDir Path folder;

  @Test
  void everyCaseAnswersAsListed() throws Exception {
    Map<String, String> expectedFailures = expectedFailures();
    Map<String, String> failures = new TreeMap<>();
    List<DnsCase> cases = DnsCase.load();
    for (List<DnsCase> group : DnsCase.groups(cases).values()) run(group, failures);

    Set<String> unexpected = new TreeSet<>(failures.keySet());
    unexpected.removeAll(expectedFailures.keySet());
    Set<String> passing = new TreeSet<>(expectedFailures.keySet());
    passing.removeAll(failures.keySet());
    System.out.printf(
        "dns.json: %d passed, %d expected to fail, %d in all%n",
        cases.size() - failures.size(), expectedFailures.size(), cases.size());
    StringBuilder report = new StringBuilder();
    for (String id : unexpected) report.append(id + ": " + failures.get(id) + "\n");
    assertThat(report.toString()).as("cases that must pass and don't").isEmpty();
    assertThat(passing).as("listed as expected failures, but they pass: update the list").isEmpty();
  }

  private void run(List<DnsCase> group, Map<String, String> failures) throws Exception {
    Path home = Files.createTempDirectory(folder, "world");
    int port = RosterProcess.freePort();
    DnsCase first = group.getFirst();
    Tree.Obj world = World.of(first.objects());
    Files.writeString(home.resolve("objects.json"), JsonWriter.write(world));
    Files.writeString(home.resolve("Corefile"), CorefileText.of(first.config(), port));
    try (RosterProcess server =
        RosterProcess.start(home, "serve", "--corefile", "Corefile", "--objects", "objects.json")) {
      String start = waitUntilItAnswers(server, port);
      for (DnsCase each : group) {
        String difference = start.isEmpty() ? ask(each, port) : start;
        if (!difference.isEmpty()) failures.put(each.id(), difference);
      }
    }
  }

  private static String waitUntilItAnswers(RosterProcess server, int port)
      throws IOException, InterruptedException {
    for (int i = 0; i < START_TRIES_MAX; i++) {
      if (server.endsWithin(PAUSE_MILLIS)) return "ended: " + server.output().strip();
      if (Ask.answers(port, TRY_MILLIS)) return "";
    }
    return "no answer: " + server.output().strip();
  }

  private static String ask(DnsCase each, int port) {
    List<String> differences = new ArrayList<>();
    for (String transport : each.transports()) {
      try {
        String difference = Judge.difference(each, exchange(each, transport, port));
        if (!difference.isEmpty()) differences.add(transport + ": " + difference);
      } catch (IOException e) {
        differences.add(transport + ": " + e);
      }
    }
    return String.join(" | ", differences);
  }

  private static Message exchange(DnsCase each, String transport, int port) throws IOException {
    Message answer = new Message();
    for (String name : each.names()) {
      Message question =
          each.body().get("edns").isPresent()
              ? Ask.question(
                  name, each.queryType(), 1232, (int) each.body().number(0, "edns", "version"))
              : Ask.question(name, each.queryType());
      boolean tcp = transport.equals("tcp") || each.queryType().equals("AXFR");
      answer = tcp ? Ask.tcp(port, question) : Ask.udp(port, question, 3000);
      if (answer.getRcode() != Rcode.NXDOMAIN) return answer;
    }
    return answer;
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
