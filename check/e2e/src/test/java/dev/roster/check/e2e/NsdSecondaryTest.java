package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/// NSD as a secondary: it holds what Roster serves after every change, after a `kill -9` of Roster
/// and after its own restart, and takes changes alone.
@Tag("slow")
class NsdSecondaryTest {
  private static final Name ZONE = Name.fromConstantString("cluster.local.");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHANGES = 16;
  private static final int CHANGES_APART = 6;
  private static final int START_CHANGES = 4;

  @TempDir Path folder;

  private final Random random = new Random(1995);
  private final Map<String, List<String>> services = new TreeMap<>(); // objects by Service
  private int changes;
  private int dns;
  private int metrics;
  private int nsd;

  @Test
  void holdsWhatRosterServes() throws Exception {
    Assumptions.assumeTrue(
        Witness.of("nsd", Witness.Reach.STREAM, "/usr/sbin/nsd").isHere(),
        "nsd is not on this machine");
    dns = RosterProcess.freePort();
    metrics = RosterProcess.freePort();
    nsd = RosterProcess.freePort();
    configure();
    for (int i = 0; i < START_CHANGES; i++) change();
    Process secondary;
    long serial;
    try (RosterProcess server = roster()) {
      secondary = startNsd();
      try {
        converges();
        assertThat(transfers("axfr")).isPositive();
        for (int i = 0; i < CHANGES; i++) {
          change();
          converges();
        }
        assertThat(transfers("ixfr")).isGreaterThanOrEqualTo(CHANGES / 2);
        digSeesTheSame();
        serial = serial(dns);
        server.kill();
        assertThat(server.endsWithin(PATIENCE.toMillis())).isTrue();
      } catch (Exception | AssertionError failed) {
        end(secondary);
        throw failed;
      }
    }
    try {
      // The secondary goes on without it.
      assertThat(Ask.udp(nsd, mark(), "A").getRcode()).isEqualTo(Rcode.NOERROR);
      for (int i = 0; i < CHANGES_APART; i++) change();
      try (RosterProcess _ = roster()) {
        converges();
        assertThat(serial(dns)).isGreaterThan(serial);
        // Its journal begins anew.
        change();
        converges();
        change();
        converges();
        assertThat(transfers("ixfr")).isPositive();
        end(secondary);
        for (int i = 0; i < CHANGES_APART; i++) change();
        secondary = startNsd();
        converges();
        change();
        converges();
      }
    } finally {
      end(secondary);
    }
    String log = Files.readString(folder.resolve("nsd.txt"));
    // What NSD says of an incremental transfer that doesn't fit what it holds.
    assertThat(log).doesNotContain("diff: ");
  }

  private void configure() throws IOException {
    Files.writeString(
        folder.resolve("Corefile"),
        """
        cluster.local:%d {
            bind 127.0.0.1
            kubernetes cluster.local
            transfer {
                to 127.0.0.1:%d
            }
            prometheus 127.0.0.1:%d
        }
        """
            .formatted(dns, nsd, metrics));
    Files.writeString(
        folder.resolve("nsd.conf"),
        """
        server:
          ip-address: 127.0.0.1@%1$d
          username: ""
          chroot: ""
          zonesdir: "%2$s"
          xfrdir: "%2$s"
          xfrdfile: "%2$s/xfrd.state"
          zonelistfile: "%2$s/zone.list"
          cookie-secret-file: ""
          pidfile: ""
          server-count: 1
          verbosity: 3
        remote-control:
          control-enable: no
        zone:
          name: cluster.local
          zonefile: cluster.local.zone
          allow-notify: 127.0.0.1 NOKEY
          request-xfr: 127.0.0.1@%3$d NOKEY
          provide-xfr: 127.0.0.1 NOKEY
        """
            .formatted(nsd, folder, dns));
  }

  private RosterProcess roster() throws IOException, InterruptedException {
    RosterProcess server =
        RosterProcess.start(folder, "serve", "--corefile", "Corefile", "--objects", "objects.json");
    String why = server.awaitAnswers(dns);
    if (!why.isEmpty()) server.close();
    assertThat(why).isEmpty();
    return server;
  }

  private Process startNsd() throws IOException {
    return new ProcessBuilder(
            List.of("/usr/sbin/nsd", "-d", "-c", folder.resolve("nsd.conf").toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("nsd.txt").toFile()))
        .start();
  }

  private static void end(Process nsd) throws InterruptedException {
    nsd.destroy();
    if (!nsd.waitFor(Duration.ofSeconds(20))) nsd.destroyForcibly();
  }

  /// Adds a Service, deletes one, or turns members ready or not; a Service of its own says that the
  /// change is there.
  private void change() throws IOException {
    services.remove("mark-" + changes);
    changes++;
    services.put("mark-" + changes, Members.service("mark-" + changes, 250, 1, 0));
    String name = "db-" + random.nextInt(6);
    int action = services.containsKey(name) ? random.nextInt(4) : 0;
    switch (action) {
      case 0 -> services.put(name, Members.service(name, random.nextInt(200), 20, 0));
      case 1 -> services.remove(name);
      default -> services.compute(name, (_, objects) -> flipped(objects));
    }
    List<String> objects = new ArrayList<>();
    services.values().forEach(objects::addAll);
    Path next = folder.resolve("objects.json.next");
    Files.writeString(next, Members.list(objects));
    Files.move(next, folder.resolve("objects.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> flipped(List<String> objects) {
    String member = "\"m-" + random.nextInt(20) + "\",\"conditions\":{\"ready\":";
    return objects.stream()
        .map(text ->
            text.contains(member + "true")
                ? text.replace(member + "true", member + "false")
                : text.replace(member + "false", member + "true"))
        .toList();
  }

  private String mark() {
    return "m-0.mark-" + changes + ".default.svc.cluster.local.";
  }

  /// Waits until the secondary shows the last change, then until both have the same zone.
  private void converges() {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(Ask.udp(nsd, mark(), "A").getRcode()).isEqualTo(Rcode.NOERROR));
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(zone(nsd)).isEqualTo(zone(dns)));
  }

  /// All records that a server sends, the SOA with its serial among them.
  private static Set<String> zone(int port) throws IOException, ZoneTransferException {
    ZoneTransferIn transfer = ZoneTransferIn.newAXFR(ZONE, "127.0.0.1", port, null);
    transfer.run();
    Set<String> records = new TreeSet<>();
    for (Record record : transfer.getAXFR()) records.add(record.toString());
    return records;
  }

  private static long serial(int port) throws IOException {
    Message answer = Ask.udp(port, "cluster.local.", "SOA");
    return ((SOARecord) answer.getSection(Section.ANSWER).getFirst()).getSerial();
  }

  /// How many transfers of a kind Roster has sent.
  private int transfers(String kind) throws IOException {
    URI page = URI.create("http://127.0.0.1:" + metrics + "/metrics");
    try (InputStream in = page.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("roster_dns_transfers_total{"))
          .filter(line -> line.contains("kind=\"" + kind + "\""))
          .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /// The form of an incremental answer (RFC 1995 section 4), as dig prints it: four SOA records,
  /// two serials.
  private void digSeesTheSame() throws Exception {
    if (!Witness.of("dig", Witness.Reach.STREAM, "dig").isHere()) return;
    long before = serial(dns);
    change();
    converges();
    Path output = folder.resolve("dig.txt");
    Process dig =
        new ProcessBuilder(
                List.of(
                    "dig",
                    "@127.0.0.1",
                    "-p",
                    "" + dns,
                    "+tcp",
                    "+noall",
                    "+answer",
                    "cluster.local",
                    "IXFR=" + before))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(dig.waitFor(PATIENCE)).isTrue();
    List<String> serials =
        Files.readAllLines(output).stream()
            .filter(line -> line.matches("cluster\\.local\\.\\s.*\\sSOA\\s.*"))
            .map(line -> line.replaceAll(".* (\\d+) 7200 1800 86400 5$", "$1"))
            .toList();
    String now = "" + serial(dns);
    assertThat(serials).containsExactly(now, "" + before, now, now);
  }
}
