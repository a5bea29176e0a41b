package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.cache.CacheDirective;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Worlds;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A kept reply that a plan gives is the one that the pipeline would give, in time, number and
/// letters.
class CachedPlansTest {
  private static final List<String> NAMES =
      List.of("one.org", "two.org", "a.two.org", "some.net", "other.net", "gone.test");

  private final ServedCorefile rest = new ServedCorefile(ClusterMix.REST);
  private InProcess with = new InProcess(corefile("cache"));
  private InProcess without = new InProcess(corefile("cache"), false);

  @AfterEach
  void close() {
    with.close();
    without.close();
    rest.close();
  }

  private String corefile(String cache) {
    return """
    .:0 {
      bind 127.0.0.1
      errors
      prometheus 127.0.0.1:0
      CACHE
      kubernetes in-addr.arpa cluster.local {
        fallthrough in-addr.arpa
      }
      loop
      loadbalance
      forward . 127.0.0.1:PORT
    }
    """
        .replace("CACHE", cache)
        .replace("PORT", "" + rest.port());
  }

  private void serve(String cache) {
    with.close();
    without.close();
    with = new InProcess(corefile(cache));
    without = new InProcess(corefile(cache), false);
  }

  private byte[] query(String name, int type, Optional<Edns> edns, int flags) {
    Message question = Message.query(4711, Name.of(name), type, edns);
    byte[] wire = ReplyEncoder.bytes(question);
    wire[2] |= (byte) (flags >> 8);
    wire[3] |= (byte) flags;
    return wire;
  }

  private long ttl(InProcess server, String name) {
    byte[] reply = server.ask(query(name, RecordType.A, Optional.empty(), 0));
    return ServedCorefile.message(reply, reply.length).answers().getFirst().ttlSeconds();
  }

  private void pass(int seconds) {
    with.later.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    without.later.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  /// All but the order of records, which is random.
  private static String sorted(byte[] bytes) {
    Message message = ServedCorefile.message(bytes, bytes.length);
    String options =
        message.edns().stream()
            .flatMap(edns -> edns.options().stream())
            .map(option -> option.code() + HexFormat.of().formatHex(option.bytes()))
            .toList()
            .toString();
    return new Message(
            message.id(),
            message.flags(),
            message.questions(),
            sorted(message.answers()),
            message.authorities(),
            message.additionals(),
            message.rcode(),
            message.edns().map(edns -> new Edns(edns.udpSize(), 0, edns.dnssecOk(), List.of())))
        + options;
  }

  private static List<ResourceRecord> sorted(List<ResourceRecord> records) {
    return records.stream().sorted(Comparator.comparing(ResourceRecord::toString)).toList();
  }

  @Test
  void repliesAreThoseOfThePipeline() {
    serve("cache 30");
    Random random = new Random(3);
    int[] types = {RecordType.A, RecordType.AAAA, RecordType.MX};
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(500) == 0) pass(random.nextInt(12));
      String name = NAMES.get(random.nextInt(NAMES.size()));
      Optional<Edns> edns =
          random.nextBoolean()
              ? Optional.empty()
              : Optional.of(new Edns(1232, 0, random.nextInt(4) == 0, List.of()));
      int flags = random.nextInt(4) == 0 ? random.nextInt(8) << 4 & 0x130 : 0x100;
      byte[] query = query(name, types[random.nextInt(types.length)], edns, flags);
      if (random.nextBoolean()) ClusterMix.Asked.mix(query, random);
      Transport how = random.nextInt(4) == 0 ? Transport.TCP : Transport.UDP;
      byte[] one = with.ask(with.sites.getFirst(), how, true, query);
      byte[] other = without.ask(without.sites.getFirst(), how, true, query);
      assertThat(sorted(one)).as("%d %s", i, name).isEqualTo(sorted(other));
    }
    assertThat(with.hits()).isGreaterThan(15_000);
    for (String metric : List.of("requests", "hits", "misses")) {
      String all = "coredns_cache_" + metric + "_total";
      assertThat(with.metric(all, "")).as(metric).isEqualTo(without.metric(all, ""));
    }
  }

  @Test
  void theTtlCountsDownAndTheReplyGoes() {
    serve("cache 30");
    for (int i = 0; i < 3; i++) assertThat(ttl(with, "one.org")).isEqualTo(30);
    long hits = with.hits();
    pass(29);
    assertThat(ttl(with, "one.org")).isEqualTo(1);
    assertThat(with.hits() - hits).isEqualTo(1);
    assertThat(with.metric("coredns_cache_hits_total", "success")).isEqualTo(3);
    pass(1);
    assertThat(ttl(with, "one.org")).isEqualTo(30);
    assertThat(with.hits() - hits).isEqualTo(1);
    assertThat(with.metric("coredns_cache_misses_total", "")).isEqualTo(2);
  }

  /// Hits of plans make a reply popular; then the pipeline is asked, and asks again.
  @Test
  void popularRepliesAreAskedForAgain() {
    serve("cache 30 {\n prefetch 6 1m 50%\n}");
    for (int i = 0; i < 6; i++) assertThat(ttl(with, "one.org")).isEqualTo(30);
    assertThat(with.hits()).isEqualTo(4);
    pass(14);
    assertThat(ttl(with, "one.org")).isEqualTo(16);
    assertThat(with.hits()).isEqualTo(5);
    pass(1);
    assertThat(ttl(with, "one.org")).isEqualTo(15);
    assertThat(with.hits()).isEqualTo(5);
    assertThat(with.metric("coredns_cache_prefetch_total", "")).isEqualTo(1);
  }

  @Test
  void expiredRepliesAreThePipelines() {
    serve("cache 30 {\n serve_stale\n}");
    for (int i = 0; i < 3; i++) assertThat(ttl(with, "one.org")).isEqualTo(30);
    rest.close();
    pass(31);
    assertThat(ttl(with, "one.org")).isZero();
    assertThat(with.hits()).isEqualTo(1);
    assertThat(with.metric("coredns_cache_served_stale_total", "")).isEqualTo(1);
  }

  /// What the catalog says comes before what was kept, as soon as it says it.
  @Test
  void theCatalogIsAskedFirst() {
    serve("cache 30");
    String name = "2.0.1.10.in-addr.arpa";
    with.catalog = Catalog.EMPTY;
    byte[] query = query(name, RecordType.PTR, Optional.empty(), 0);
    for (int i = 0; i < 3; i++) with.ask(query);
    with.catalog = Worlds.small();
    for (int i = 0; i < 3; i++) {
      byte[] reply = with.ask(query);
      assertThat(ServedCorefile.message(reply, reply.length).answers()).hasSize(2);
    }
  }

  @Test
  void plansGoWithTheirReplies() {
    serve("cache {\n success 64 30 \n denial 64 30\n}");
    CacheDirective cache = with.directives(CacheDirective.class).getFirst();
    for (int i = 0; i < 6000; i++) {
      for (int k = 0; k < 2; k++) ttl(with, "n" + i + ".org");
    }
    assertThat(cache.cachedPlans().size()).isBetween(64, 64 * 16);
    double evicted = with.metric("coredns_cache_evictions_total", "success");
    assertThat(cache.cachedPlans().size()).isEqualTo((int) (6000 - evicted));
  }

  /// Below the bounds no plan goes because many would share a place, however they are spread.
  @Test
  void noneMakesRoomWhereThereIsSome() {
    serve("cache 30");
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 3000; i++) ttl(with, "n" + i + ".org");
    }
    long hits = with.hits();
    for (int i = 0; i < 3000; i++) ttl(with, "n" + i + ".org");
    assertThat(with.hits() - hits).isEqualTo(3000);
  }
}
