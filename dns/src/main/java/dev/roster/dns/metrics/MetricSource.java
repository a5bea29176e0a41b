package dev.roster.dns.metrics;

import java.util.List;

/// Whoever has numbers to show. Called on the thread that scrapes.
@FunctionalInterface
public interface MetricSource {
  /// The numbers as they stand now.
  List<MetricFamily> collect();
}
