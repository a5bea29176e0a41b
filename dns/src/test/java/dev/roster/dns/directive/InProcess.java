package dev.roster.dns.directive;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Waiting;
import dev.roster.dns.pipeline.Worlds;
import dev.roster.dns.server.DnsConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// A Corefile asked without sockets of its own, on the thread that asks; what it forwards goes out.
/// Its `kubernetes` knows [Worlds#small]; its clock stands, and can be put forward.
final class InProcess implements AutoCloseable {
  private static final byte[] IPV4 = {127, 0, 0, 1};
  private static final byte[] IPV6 = {
    0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9
  };

  final DnsMetrics metrics = new DnsMetrics();
  final AtomicLong later = new AtomicLong(); // nanoseconds
  final Assembly assembly;
  final List<Site> sites = new ArrayList<>();
  final Responder responder;
  Catalog catalog = Worlds.small();
  private final Counters waiting = metrics.shared();

  /// A worker that remembers, as the server's do.
  InProcess(String corefile) {
    this(corefile, true);
  }

  /// A worker; one that remembers nothing may wait, too.
  InProcess(String corefile, boolean remembers) {
    CorefileResult read = CorefileReader.read(corefile, "Corefile", Map.of());
    if (!(read instanceof CorefileResult.Read(var config))) {
      throw new AssertionError(read.toString());
    }
    Host host =
        new Host(
            (_, _) -> () -> {},
            () -> catalog,
            this::nanoTime,
            new SplittableRandom(7),
            new CollectedLines(),
            _ -> {});
    Assembly.Result result = Assembler.assemble(config, Map.of(), KubernetesDirective::of, host);
    if (!(result instanceof Assembly.Result.Assembled(Assembly made))) {
      throw new AssertionError(result.toString());
    }
    assembly = made;
    for (DnsConfig.Listener listener : made.dns().listeners()) {
      sites.add(new Site(listener.listen().toString(), listener.blocks(), metrics));
    }
    responder =
        remembers
            ? Responder.ofWorker(42, 7, this::nanoTime, metrics.worker())
            : new Responder(42, 7, this::nanoTime, metrics.worker(), false);
  }

  private long nanoTime() {
    return later.get();
  }

  /// The directives of all blocks.
  <T> List<T> directives(Class<T> type) {
    return assembly.dns().listeners().stream()
        .flatMap(listener -> listener.blocks().stream())
        .map(ServerBlock::directives)
        .flatMap(List::stream)
        .filter(type::isInstance)
        .map(type::cast)
        .distinct()
        .toList();
  }

  /// A metric that names a label's value, as it would be scraped; 0 where it is not there.
  double metric(String name, String label) {
    double sum = 0;
    for (MetricSource source : assembly.numbers()) {
      for (MetricFamily family : source.collect()) {
        if (!family.name().equals(name)) continue;
        for (MetricFamily.Sample sample : family.samples()) {
          if (!(sample instanceof MetricFamily.Sample.Value(var labels, double value))) continue;
          if (label.isEmpty() || labels.contains(label)) sum += value;
        }
      }
    }
    return sum;
  }

  /// The reply over UDP from 127.0.0.1.
  byte[] ask(byte[] query) {
    return ask(sites.getFirst(), Transport.UDP, true, query);
  }

  /// The reply's bytes; those of an answer that waited, too.
  byte[] ask(Site site, Transport how, boolean ipv4, byte[] query) {
    int length = respond(site, how, ipv4, query);
    if (length != Responder.HANDED_OVER) {
      return Arrays.copyOf(responder.packet().replyBytes(), length);
    }
    Waiting waits = responder.handOver(waiting);
    length = waits.answer();
    return Arrays.copyOf(waits.reply(), length);
  }

  /// The reply's length.
  int respond(Site site, Transport how, boolean ipv4, byte[] query) {
    responder.packet().from(how, ipv4 ? IPV4 : IPV6, 5353);
    return responder.respond(site, catalog, query, 0, query.length);
  }

  long hits() {
    return metrics.total(Event.PLAN_HIT);
  }

  @Override
  public void close() {
    assembly.owned().forEach(Owned::close);
  }
}
