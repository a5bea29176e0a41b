package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.dns.corefile.AclConfig.Action;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.ServerBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What `acl` counts: questions that passed, by server and view; those that did not, by zone as
/// well. Counting one that passes allocates nothing.
final class AclCounts {
  /// Listeners and zones of one server block.
  private static final int PLACES_MAX = 4_096;

  private record Allowed(String server, ServerBlock block, LongAdder count) {}

  private record Denied(Action action, String server, String zone, String view) {}

  private volatile Allowed[] allowed = {}; // written only under this
  private final Map<Denied, LongAdder> denied = new ConcurrentHashMap<>();

  void allowed(Packet packet) {
    Allowed[] known = allowed;
    for (Allowed each : known) {
      if (isOf(each, packet)) {
        each.count.increment();
        return;
      }
    }
    if (known.length < PLACES_MAX) first(packet);
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isOf(Allowed each, Packet packet) {
    return each.block == packet.block() && each.server.equals(packet.server());
  }

  private synchronized void first(Packet packet) {
    List<Allowed> more = new ArrayList<>(List.of(allowed));
    LongAdder count = new LongAdder();
    count.increment();
    for (Allowed each : more) {
      if (!isOf(each, packet)) continue;
      each.count.increment();
      return;
    }
    more.add(new Allowed(packet.server(), packet.block(), count));
    allowed = more.toArray(new Allowed[0]);
  }

  void denied(Packet packet, Action action, Name zone) {
    String view = packet.block().view();
    denied
        .computeIfAbsent(
            new Denied(action, packet.server(), zone.toString(), view), _ -> new LongAdder())
        .increment();
  }

  List<MetricFamily> collect() {
    List<MetricFamily> families = new ArrayList<>();
    families.add(family(Action.BLOCK, "blocked", "blocked"));
    families.add(family(Action.FILTER, "filtered", "filtered"));
    families.add(family(Action.DROP, "dropped", "dropped"));
    Map<List<String>, Long> sums = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    for (Allowed each : allowed) {
      sums.merge(List.of(each.server, each.block.view()), each.count.sum(), Long::sum);
    }
    List<Sample> samples = new ArrayList<>();
    sums.forEach((labels, sum) -> samples.add(new Sample.Value(labels, sum)));
    families.add(
        new MetricFamily(
            "coredns_acl_allowed_requests_total",
            "Counter of DNS requests being allowed.",
            Kind.COUNTER,
            List.of("server", "view"),
            samples));
    return families;
  }

  private MetricFamily family(Action action, String name, String what) {
    List<Sample> samples = new ArrayList<>();
    denied.forEach((key, count) -> {
      if (key.action != action) return;
      samples.add(new Sample.Value(List.of(key.server, key.zone, key.view), count.sum()));
    });
    return new MetricFamily(
        "coredns_acl_" + name + "_requests_total",
        "Counter of DNS requests being " + what + ".",
        Kind.COUNTER,
        List.of("server", "zone", "view"),
        samples);
  }
}
