package dev.roster.dns.metrics;

import java.util.List;

/// One metric as it stands at a moment, without any library's types.
///
/// @param name as scraped; counters end in `_total`
public record MetricFamily(
    String name, String help, Kind kind, List<String> labelNames, List<Sample> samples) {
  public MetricFamily {
    labelNames = List.copyOf(labelNames);
    samples = List.copyOf(samples);
  }

  /// What the numbers mean.
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /// The numbers of one set of label values, in the order of the names.
  public sealed interface Sample {
    /// The label values.
    List<String> labels();

    /// A counter or a gauge.
    record Value(List<String> labels, double value) implements Sample {}

    /// A histogram: counts of each bucket (not cumulated), the last one for everything above the
    /// last bound.
    record Histogram(List<String> labels, List<Double> bounds, List<Long> counts, double sum)
        implements Sample {}
  }
}
