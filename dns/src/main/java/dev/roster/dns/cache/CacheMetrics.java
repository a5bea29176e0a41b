package dev.roster.dns.cache;

import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// What all `cache`s of a configuration count, under CoreDNS's names. What the server knows itself
/// is not seen here, only what the cache keeps.
public final class CacheMetrics implements MetricSource {
  /// What is counted together.
  record Place(String server, String zones, String view) {}

  /// The numbers of one place.
  static final class Numbers {
    final LongAdder requests = new LongAdder();
    final LongAdder positiveHits = new LongAdder();
    final LongAdder negativeHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder prefetches = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder positiveEvictions = new LongAdder();
    final LongAdder negativeEvictions = new LongAdder();
    final Shelf positive;
    final Shelf negative;

    Numbers(Shelf positive, Shelf negative) {
      this.positive = positive;
      this.negative = negative;
    }

    /// Counts a kept reply that was given. No allocation, but a bounded one where threads meet.
    void hit(boolean denial) {
      requests.increment();
      (denial ? negativeHits : positiveHits).increment();
    }
  }

  private final Map<Place, Numbers> places = new ConcurrentHashMap<>();

  /// Nothing counted yet.
  public CacheMetrics() {}

  Numbers at(Place place, Shelf positive, Shelf negative) {
    return places.computeIfAbsent(place, _ -> new Numbers(positive, negative));
  }

  @Override
  public List<MetricFamily> collect() {
    return List.of(
        byType(
            "coredns_cache_entries",
            "The number of elements in the cache.",
            Kind.GAUGE,
            each -> (long) each.positive.size(),
            each -> (long) each.negative.size()),
        byType(
            "coredns_cache_hits_total",
            "The count of cache hits.",
            Kind.COUNTER,
            each -> each.positiveHits.sum(),
            each -> each.negativeHits.sum()),
        byType(
            "coredns_cache_evictions_total",
            "The count of cache evictions.",
            Kind.COUNTER,
            each -> each.positiveEvictions.sum(),
            each -> each.negativeEvictions.sum()),
        plain(
            "coredns_cache_requests_total", "The count of cache requests.", each -> each.requests),
        plain(
            "coredns_cache_misses_total",
            "The count of cache misses. Deprecated, derive misses from cache hits/requests"
                + " counters.",
            each -> each.misses),
        plain(
            "coredns_cache_prefetch_total",
            "The number of times the cache has prefetched a cached item.",
            each -> each.prefetches),
        plain(
            "coredns_cache_served_stale_total",
            "The number of requests served from stale cache entries.",
            each -> each.stale));
  }

  private MetricFamily plain(String name, String help, Function<Numbers, LongAdder> count) {
    List<Sample> samples = new ArrayList<>();
    places.forEach((place, numbers) ->
        samples.add(
            new Sample.Value(
                List.of(place.server, place.zones, place.view), count.apply(numbers).sum())));
    return new MetricFamily(name, help, Kind.COUNTER, List.of("server", "zones", "view"), samples);
  }

  private MetricFamily byType(
      String name,
      String help,
      Kind kind,
      Function<Numbers, Long> positive,
      Function<Numbers, Long> negative) {
    List<Sample> samples = new ArrayList<>();
    places.forEach((place, numbers) -> {
      samples.add(value(place, "success", positive.apply(numbers)));
      samples.add(value(place, "denial", negative.apply(numbers)));
    });
    return new MetricFamily(name, help, kind, List.of("server", "type", "zones", "view"), samples);
  }

  private static Sample value(Place place, String type, long count) {
    return new Sample.Value(List.of(place.server, type, place.zones, place.view), count);
  }
}
