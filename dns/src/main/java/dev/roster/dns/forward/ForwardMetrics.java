package dev.roster.dns.forward;

import dev.roster.core.wire.Rcode;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// What all `forward`s of a configuration count, under CoreDNS's names. Upstreams of the same
/// address are counted together.
public final class ForwardMetrics implements MetricSource {
  private static final String PROXY = "forward";

  private final Map<String, UpstreamNumbers> upstreams = new ConcurrentSkipListMap<>();
  private final LongAdder allBroken = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder loops = new LongAdder();

  /// Nothing counted yet.
  public ForwardMetrics() {}

  UpstreamNumbers upstream(String to) {
    return upstreams.computeIfAbsent(to, _ -> new UpstreamNumbers());
  }

  /// All upstreams of a question were down.
  void allBroken() {
    allBroken.increment();
  }

  /// A question was one too many.
  void rejected() {
    rejected.increment();
  }

  /// A question came back.
  void looped() {
    loops.increment();
  }

  @Override
  public List<MetricFamily> collect() {
    List<Sample> durations = new ArrayList<>();
    List<Sample> failures = new ArrayList<>();
    List<Sample> hits = new ArrayList<>();
    List<Sample> misses = new ArrayList<>();
    upstreams.forEach((to, numbers) -> {
      numbers
          .durations()
          .forEach((rcode, times) ->
              durations.add(
                  new Sample.Histogram(
                      List.of(PROXY, to, text(rcode)),
                      Durations.BOUNDS,
                      times.counts(),
                      times.sumSeconds())));
      if (numbers.checksFailed() > 0) {
        failures.add(new Sample.Value(List.of(PROXY, to), numbers.checksFailed()));
      }
      numbers.hits().forEach((proto, count) -> hits.add(value(to, proto, count)));
      numbers.misses().forEach((proto, count) -> misses.add(value(to, proto, count)));
    });
    List<String> byProto = List.of("proxy_name", "to", "proto");
    return List.of(
        plain(
            "coredns_forward_healthcheck_broken_total",
            "Counter of the number of complete failures of the healthchecks.",
            allBroken),
        plain(
            "coredns_forward_max_concurrent_rejects_total",
            "Counter of the number of queries rejected because the concurrent queries were at"
                + " maximum.",
            rejected),
        plain(
            "roster_forward_loops_total",
            "Questions of this server that came back to it through an upstream.",
            loops),
        new MetricFamily(
            "coredns_proxy_request_duration_seconds",
            "Histogram of the time each request took.",
            Kind.HISTOGRAM,
            List.of("proxy_name", "to", "rcode"),
            durations),
        new MetricFamily(
            "coredns_proxy_healthcheck_failures_total",
            "Counter of the number of failed healthchecks.",
            Kind.COUNTER,
            List.of("proxy_name", "to"),
            failures),
        new MetricFamily(
            "coredns_proxy_conn_cache_hits_total",
            "Counter of connection cache hits per upstream and protocol.",
            Kind.COUNTER,
            byProto,
            hits),
        new MetricFamily(
            "coredns_proxy_conn_cache_misses_total",
            "Counter of connection cache misses per upstream and protocol.",
            Kind.COUNTER,
            byProto,
            misses));
  }

  private static String text(int rcode) {
    return rcode >= UpstreamNumbers.RCODES_MAX ? "other" : Rcode.toText(rcode);
  }

  private static Sample value(String to, String proto, LongAdder count) {
    return new Sample.Value(List.of(PROXY, to, proto), count.sum());
  }

  private static MetricFamily plain(String name, String help, LongAdder count) {
    return new MetricFamily(
        name, help, Kind.COUNTER, List.of(), List.of(new Sample.Value(List.of(), count.sum())));
  }
}
