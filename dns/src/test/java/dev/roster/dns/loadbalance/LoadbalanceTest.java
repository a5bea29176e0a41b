package dev.roster.dns.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.names.Name;
import dev.roster.core.names.Network;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.LoadbalanceConfig.Policy;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Asker;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.FixedZone;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members first by weight and by network, as CoreDNS 1.14.7 has it.
class LoadbalanceTest {
  private static final int ASKED = 6000;

  private static final String ZONE =
      """
      www.up.test. 5 CNAME w.up.test.
      w.up.test. 5 A 192.0.2.1
      w.up.test. 5 A 192.0.2.2
      w.up.test. 5 A 192.0.2.3
      w.up.test. 5 AAAA 2001:db8::1
      w.up.test. 5 AAAA fd00::1
      """;

  @TempDir Path folder;

  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<Duration> delays = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Scheduler scheduler =
      (delay, task) -> {
        delays.add(delay);
        later.add(task);
        return () -> later.remove(task);
      };

  private WeightedDirective weighted(Path file, String reload) throws IOException {
    Policy.Weighted config =
        new Policy.Weighted(
            dev.roster.core.objects.Position.NONE, file.toString(), Duration.parse(reload));
    return new WeightedDirective(
        config, file, new SplittableRandom(5), scheduler, (level, text) -> lines.add(text));
  }

  private static Asker asker(Directive directive) {
    ServerBlock block =
        new ServerBlock(Name.ROOT, "", List.of(), List.of(new FixedZone(ZONE), directive));
    return new Asker(Worlds.small(), true, List.of(block));
  }

  private static Map<String, Integer> firsts(Asker asker, String name, int type, int at) {
    Map<String, Integer> firsts = new TreeMap<>();
    for (int i = 0; i < ASKED; i++) {
      ResourceRecord record = asker.ask(name, type).answers().get(at);
      firsts.merge(FixedZone.line(record).replaceAll(".* ", ""), 1, Integer::sum);
    }
    return firsts;
  }

  @Test
  void anAddressComesFirstAsOftenAsItsWeightSays() throws IOException {
    Path file = Files.writeString(folder.resolve("w"), "W.up.test\n192.0.2.1 3\n192.0.2.3 2\n");
    Asker asker = asker(weighted(file, "PT30S"));
    // Three of six, one of six, two of six; chi-square of two degrees of freedom at p = 0.001.
    Map<String, Integer> found = firsts(asker, "w.up.test", RecordType.A, 0);
    Map<String, Integer> wanted =
        Map.of("192.0.2.1", ASKED / 2, "192.0.2.2", ASKED / 6, "192.0.2.3", ASKED / 3);
    double chi = 0;
    for (Map.Entry<String, Integer> each : wanted.entrySet()) {
      double off = found.getOrDefault(each.getKey(), 0) - each.getValue();
      chi += off * off / each.getValue();
    }
    assertThat(chi).as("%s", found).isLessThan(13.8);
    // The name that an alias leads to is the one that counts.
    assertThat(firsts(asker, "www.up.test", RecordType.A, 1).get("192.0.2.1"))
        .isBetween(ASKED * 45 / 100, ASKED * 55 / 100);
    // The others stay where they are.
    Set<List<ResourceRecord>> orders = new HashSet<>();
    for (int i = 0; i < 100; i++) orders.add(asker.ask("w.up.test", RecordType.A).answers());
    assertThat(orders).hasSize(3);
  }

  @Test
  void theFileIsReadAgainAndAWrongOneChangesNothing() throws IOException {
    Path file = folder.resolve("later");
    WeightedDirective directive = weighted(file, "PT10S");
    assertThat(lines.getFirst()).contains("cannot open the weight file");
    lines.clear();
    directive.start();
    assertThat(delays).containsExactly(Duration.ofSeconds(10));
    Asker asker = asker(directive);
    Files.writeString(file, "w.up.test\n2001:db8::1 255\n");
    later.remove().run();
    assertThat(lines).hasSize(1);
    assertThat(firsts(asker, "w.up.test", RecordType.AAAA, 0).get("2001:db8::1"))
        .isGreaterThan(ASKED * 9 / 10);
    Files.writeString(file, "w.up.test\n2001:db8::1 0\n");
    later.remove().run();
    later.remove().run();
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).contains("line 2: the weight is \"0\"");
    assertThat(firsts(asker, "w.up.test", RecordType.AAAA, 0).get("2001:db8::1"))
        .isGreaterThan(ASKED * 9 / 10);
    directive.close();
    assertThat(later).isEmpty();
  }

  @Test
  void aWrongFileIsRefusedAtStart() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong"), "w.up.test\nx 1\n");
    assertThatThrownBy(() -> weighted(wrong, "PT30S")).hasMessageContaining("is no IP address");
    assertThatThrownBy(() -> weighted(folder, "PT30S")).isInstanceOf(IOException.class);
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> weighted(missing, "PT0S")).isInstanceOf(IOException.class);
    try (WeightedDirective once = weighted(Files.writeString(missing, ""), "PT0S")) {
      once.start();
      assertThat(delays).isEmpty();
    }
  }

  @Test
  void preferredNetworksComeFirst() {
    List<Network> networks =
        List.of(
            Network.parse("192.0.2.3/32").orElseThrow(),
            Network.parse("192.0.2.2/31").orElseThrow(),
            Network.parse("fd00::/8").orElseThrow());
    Asker asker = asker(new PreferringDirective(networks, new SplittableRandom(3)));
    for (int i = 0; i < 50; i++) {
      Message reply = asker.ask("www.up.test", RecordType.A);
      assertThat(reply.answers().stream().map(FixedZone::line))
          .containsExactly(
              "www.up.test. 5 CNAME w.up.test.",
              "w.up.test. 5 A 192.0.2.3",
              "w.up.test. 5 A 192.0.2.2",
              "w.up.test. 5 A 192.0.2.1");
      assertThat(FixedZone.line(asker.ask("w.up.test", RecordType.AAAA).answers().getFirst()))
          .endsWith("fd00::1");
    }
  }

  /// Members that no network prefers, or one and the same, are in random order.
  @Test
  void amongEqualsTheOrderIsRandom() {
    List<Network> networks = List.of(Network.parse("192.0.2.2/31").orElseThrow());
    Asker asker = asker(new PreferringDirective(networks, new SplittableRandom(3)));
    Map<String, Integer> firsts = firsts(asker, "w.up.test", RecordType.A, 0);
    assertThat(firsts).containsOnlyKeys("192.0.2.2", "192.0.2.3");
    assertThat(firsts.get("192.0.2.2")).isBetween(ASKED * 45 / 100, ASKED * 55 / 100);
    assertThat(firsts(asker, "w.up.test", RecordType.AAAA, 0)).hasSize(2);
  }

  /// Answers in which nothing moves stay remembered.
  @Test
  void theMemoryOfAnswers() {
    PreferringDirective directive = new PreferringDirective(List.of(), new SplittableRandom(3));
    Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false, directive)));
    for (int i = 0; i < 3; i++) {
      asker.ask("db.default.svc.cluster.local", RecordType.A);
      asker.ask("one.default.svc.cluster.local", RecordType.A);
      asker.ask("no.default.svc.cluster.local", RecordType.A);
    }
    assertThat(asker.metrics.total(Event.PLAN_HIT)).isEqualTo(4);
  }
}
