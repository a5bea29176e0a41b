package dev.roster.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.objects.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.pipeline.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/// Secondaries that take changes alone hold what those hold that take the whole zone.
class IncrementalTransferTest {
  private static final int SEEDS = 12;
  private static final int SECONDS = 120;

  @Test
  void everySecondaryConverges() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      TransferWorld world = new TransferWorld(false);
      List<Secondary> copies = new ArrayList<>();
      long second = 100;
      for (int i = 0; i < SECONDS; i++) {
        if (random.nextInt(3) > 0) second++;
        CatalogEdit[] steps = new CatalogEdit[random.nextInt(3)];
        for (int step = 0; step < steps.length; step++) steps[step] = step(random);
        world.edit(second, steps);
        world.catalog = world.catalog.settled(second);
        if (random.nextInt(3) > 0) world.look();
        if (random.nextInt(4) == 0) copies.add(world.whole());
        if (random.nextBoolean() || copies.isEmpty()) continue;
        Secondary before = copies.get(random.nextInt(copies.size()));
        List<Message> messages = world.ask(Transport.TCP, before.serial());
        Secondary after = before.after(messages);
        Secondary whole = world.whole();
        assertThat(after.serial()).isEqualTo(whole.serial());
        assertThat(after.records()).as("seed %s, %s", seed, i).isEqualTo(whole.records());
        assertThat(bytes(messages)).isLessThanOrEqualTo(bytes(world.ask(Transport.TCP, 0)));
        kinds.merge(after.kind(), 1, Integer::sum);
        copies.add(after);
      }
    }
    assertThat(kinds.get("ixfr")).isGreaterThan(SEEDS * SECONDS / 8);
    assertThat(kinds).containsKeys("axfr", "soa");
  }

  private static CatalogEdit step(Random random) {
    String service = "s" + random.nextInt(6);
    String slice = "slice-" + random.nextInt(12);
    int[] members = random.ints(random.nextInt(5), 0, 8).toArray();
    return switch (random.nextInt(8)) {
      case 0 -> TransferWorld.headless(service);
      case 1 ->
          TransferWorld.service(
              service, ServiceFact.Type.CLUSTER_IP, "10.96.0." + random.nextInt(1, 9));
      case 2 -> TransferWorld.service(service, ServiceFact.Type.EXTERNAL_NAME, "");
      case 3 -> TransferWorld.gone(Kind.SERVICE, service);
      case 4 -> TransferWorld.gone(Kind.ENDPOINT_SLICE, slice);
      default -> TransferWorld.slice(slice, service, members);
    };
  }

  /// Names uncompressed, as the journal counts.
  private static int bytes(List<Message> messages) {
    return messages.stream()
        .flatMap(message -> message.getSection(Section.ANSWER).stream())
        .mapToInt(record -> record.toWireCanonical().length)
        .sum();
  }

  @Test
  void isCountedByKind() {
    TransferWorld world = started(false);
    long serial = world.whole().serial();
    world.edit(301, TransferWorld.slice("db-1", "db", 0, 1, 2));
    world.ask(Transport.TCP, serial);
    world.ask(Transport.TCP, world.whole().serial());
    Map<String, Double> counts = new TreeMap<>();
    for (Sample sample : world.transfer.collect().getFirst().samples()) {
      if (sample instanceof Sample.Value(List<String> labels, double value)) {
        counts.put(String.join(" ", labels), value);
      }
    }
    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "cluster.local. axfr", 2.0, "cluster.local. ixfr", 1.0, "cluster.local. soa", 1.0));
  }

  /// What an incarnation begins with may have been another's under the same serial.
  @Test
  void theFirstSerialIsNobodysStart() {
    TransferWorld world = new TransferWorld(false);
    Secondary first = world.whole();
    world.edit(
        200,
        TransferWorld.headless("db"),
        TransferWorld.slice("db-1", "db", members(9)),
        TransferWorld.headless("web"),
        TransferWorld.slice("web-1", "web", members(60)));
    Secondary second = first.after(world.ask(Transport.TCP, first.serial()));
    assertThat(second.kind()).isEqualTo("axfr");
    world.edit(201, TransferWorld.slice("db-1", "db", members(8)));
    assertThat(second.after(world.ask(Transport.TCP, second.serial())).kind()).isEqualTo("ixfr");
    assertThat(first.after(world.ask(Transport.TCP, first.serial())).kind()).isEqualTo("axfr");
  }

  @Test
  void overUdpOnlyWhereTheRfcsAreWanted() {
    TransferWorld plain = started(false);
    long serial = plain.whole().serial();
    plain.edit(301, virtual(1));
    assertThat(plain.ask(Transport.UDP, serial).getFirst().getRcode()).isEqualTo(Rcode.REFUSED);

    TransferWorld strict = started(true);
    Secondary before = strict.whole();
    strict.edit(301, virtual(1));
    // Over UDP nothing is worked out: the look of the notices or a transfer over TCP did that.
    assertThat(strict.ask(Transport.UDP, before.serial()).getFirst().getSection(Section.ANSWER))
        .hasSize(1);
    Secondary middle = before.after(strict.ask(Transport.TCP, before.serial()));
    strict.edit(302, virtual(2));
    strict.look();
    List<Message> datagram = strict.ask(Transport.UDP, middle.serial());
    Secondary after = middle.after(datagram);
    assertThat(after.kind()).isEqualTo("ixfr");
    assertThat(datagram.getFirst().numBytes()).isLessThanOrEqualTo(512);
    assertThat(after.records()).isEqualTo(strict.whole().records());
    // More than fits: the SOA says that there is something, and TCP brings it.
    strict.edit(303, TransferWorld.slice("db-1", "db", members(40)));
    strict.look();
    assertThat(strict.ask(Transport.UDP, after.serial()).getFirst().getSection(Section.ANSWER))
        .hasSize(1);
    assertThat(strict.ask(Transport.UDP, 0).getFirst().getRcode()).isEqualTo(Rcode.REFUSED);
    // A serial of the future is up to date for the RFC, and unknown to CoreDNS.
    assertThat(strict.ask(Transport.TCP, 5000).getFirst().getSection(Section.ANSWER)).hasSize(1);
    assertThat(plain.ask(Transport.TCP, 5000).getFirst().getSection(Section.ANSWER).size())
        .isGreaterThan(1);
  }

  private static CatalogEdit virtual(int number) {
    return TransferWorld.service("ip", ServiceFact.Type.CLUSTER_IP, "10.96.0." + number);
  }

  /// A zone of two Services whose journal has begun.
  private static TransferWorld started(boolean strict) {
    TransferWorld world = new TransferWorld(strict);
    world.look();
    world.edit(
        300,
        TransferWorld.headless("db"),
        TransferWorld.slice("db-1", "db", members(9)),
        TransferWorld.headless("web"),
        TransferWorld.slice("web-1", "web", members(60)));
    return world;
  }

  private static int[] members(int count) {
    return IntStream.range(0, count).toArray();
  }
}
