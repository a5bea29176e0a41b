package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.cache.CacheDirective;
import dev.roster.dns.cache.CacheMetrics;
import dev.roster.dns.corefile.CacheConfig;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.ForwardConfig;
import dev.roster.dns.corefile.ServerBlockConfig;
import dev.roster.dns.forward.Forwards;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A remembered answer costs no memory.
class AllocationTest {
  private static final int WARM_UP = 30_000;
  private static final int ASKED = 10_000;
  private static final byte[] CLIENT = {127, 0, 0, 1};

  @Test
  void remembersAnswersWithoutAllocating() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    Catalog catalog = Worlds.small();
    DnsMetrics metrics = new DnsMetrics();
    // With what stands beside it in kubeadm's Corefile.
    String corefile = ". {\n cache 30\n forward . 127.0.0.1:1\n}";
    if (!(CorefileReader.read(corefile, "Corefile", Map.of())
        instanceof CorefileResult.Read(var config))) {
      throw new AssertionError(corefile);
    }
    ServerBlockConfig block = config.blocks().getFirst();
    Forwards forwards = new Forwards((_, _) -> () -> {}, new SplittableRandom(7), System::nanoTime);
    Directive[] more = {
      new CacheDirective(
          block.find(CacheConfig.class).orElseThrow(), new CacheMetrics(), System::nanoTime),
      forwards.directive(
          block.find(ForwardConfig.class).orElseThrow(), path -> path, new ArrayList<>())
    };
    Site site = new Site("dns://test", List.of(Blocks.cluster(true, more)), metrics);
    Responder responder = new Responder(42, 7, System::nanoTime, metrics.worker());
    byte[][] queries = {
      query("db.default.svc.cluster.local", RecordType.A, false),
      query("DB.default.svc.Cluster.local", RecordType.A, true),
      query("_pg._tcp.db.default.svc.cluster.local", RecordType.SRV, true),
      query("_pg._tcp.db.default.svc.Cluster.LOCAL", RecordType.SRV, true),
      query("big.default.svc.cluster.local", RecordType.AAAA, false),
      query("web.default.svc.cluster.local", RecordType.A, false),
      query("web.default.svc.cluster.local", RecordType.AAAA, true),
      query("nope.default.svc.cluster.local", RecordType.A, true),
      query("google.com.cluster.local", RecordType.A, false),
      query("1.0.1.10.in-addr.arpa", RecordType.PTR, false),
    };
    for (int i = 0; i < WARM_UP; i++) {
      for (byte[] query : queries) ask(responder, site, catalog, query);
    }
    long hits = metrics.total(Event.PLAN_HIT);
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < ASKED; i++) {
      for (byte[] query : queries) ask(responder, site, catalog, query);
    }
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    assertThat(metrics.total(Event.PLAN_HIT) - hits).isEqualTo((long) ASKED * queries.length);
    // Reading the counter itself allocates a little, once.
    assertThat(allocated).isLessThan(ASKED);
  }

  private static void ask(Responder responder, Site site, Catalog catalog, byte[] query) {
    responder.packet().from(Transport.UDP, CLIENT, 5353);
    int length = responder.respond(site, catalog, query, 0, query.length);
    if (length == 0) throw new AssertionError("no reply");
  }

  private static byte[] query(String name, int type, boolean edns) {
    return Asker.query(name, type, edns ? Optional.of(Edns.of(1232)) : Optional.empty());
  }
}
