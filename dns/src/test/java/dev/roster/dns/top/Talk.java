package dev.roster.dns.top;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Asker;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Worlds;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Top talkers of workers that are asked without sockets; the clock stands, and can be put forward.
final class Talk {
  static final long MINUTE = TopCounter.WINDOW_NANOS;

  final AtomicLong now = new AtomicLong(5 * MINUTE);
  final Catalog catalog = Worlds.small();
  final DnsMetrics metrics = new DnsMetrics();
  final TopTalkers talkers = new TopTalkers(now::get, () -> catalog, new SplittableRandom(3));
  private final Site site = new Site("dns://test", List.of(Blocks.cluster(true)), metrics);
  private int workers;

  /// One more worker, as the server makes them.
  Responder worker() {
    Responder worker = Responder.ofWorker(42, ++workers, now::get, metrics.worker());
    worker.packet().observer(talkers.observer());
    return worker;
  }

  void ask(Responder worker, String client, String name) {
    ask(worker, Transport.UDP, client, query(name));
  }

  void ask(Responder worker, Transport how, String client, byte[] query) {
    ask(worker, how, IpAddress.of(client).toBytes(), query);
  }

  void ask(Responder worker, Transport how, byte[] client, byte[] query) {
    worker.packet().from(how, client, 5353);
    int length = worker.respond(site, catalog, query, 0, query.length);
    if (length <= 0) throw new AssertionError("no reply");
  }

  static byte[] query(String name) {
    return Asker.query(name, RecordType.A, Optional.empty());
  }

  TopReport report() {
    return talkers.report(TopTalkers.ROWS_MAX);
  }
}
