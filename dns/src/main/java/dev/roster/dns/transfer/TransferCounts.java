package dev.roster.dns.transfer;

import dev.roster.core.names.Name;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How many transfers were begun, by zone and kind.
final class TransferCounts {
  /// What a secondary was given.
  enum Kind {
    /// The whole zone, whatever it asked for.
    AXFR,
    /// What changed.
    IXFR,
    /// The SOA alone: it is up to date, or asked over UDP for more than fits.
    SOA
  }

  private record Series(Name zone, Kind kind) {}

  private final Map<Series, LongAdder> counts = new ConcurrentHashMap<>();

  /// Counts one.
  ///
  /// @param zone one that a directive of the block has
  void count(Name zone, Kind kind) {
    counts.computeIfAbsent(new Series(zone.folded(), kind), _ -> new LongAdder()).increment();
  }

  List<MetricFamily> collect() {
    List<Sample> samples = new ArrayList<>();
    counts.forEach((series, count) -> {
      String kind = series.kind.name().toLowerCase(Locale.ROOT);
      samples.add(new Sample.Value(List.of(series.zone.toString(), kind), count.sum()));
    });
    return List.of(
        new MetricFamily(
            "roster_dns_transfers_total",
            "Zone transfers by what was given: the whole zone, its changes, the SOA alone.",
            MetricFamily.Kind.COUNTER,
            List.of("zone", "kind"),
            samples));
  }
}
