package dev.roster.dns.directive;

import dev.roster.dns.http.HttpPage;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/metrics`: all numbers of the process, in the format that the scraper asks for. Families of one
/// name from several sources become one.
public final class MetricsPage implements HttpPage {
  private static final String TOTAL = "_total";
  private static final String INFO = "_info";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();

  /// The page.
  ///
  /// @param runtime whether the JVM's own numbers are shown, beside those of the process
  public MetricsPage(List<MetricSource> sources, boolean runtime) {
    List<MetricSource> all = List.copyOf(sources);
    MultiCollector collector = () -> collect(all);
    registry.register(collector);
    // ProcessMetrics are a part of JvmMetrics.
    if (runtime) JvmMetrics.builder().register(registry);
    else ProcessMetrics.builder().register(registry);
  }

  @Override
  public Reply reply(String accept) {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 << 10);
    try {
      writer.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array can be written", e);
    }
    return new Reply(200, writer.getContentType(), out.toByteArray());
  }

  private static MetricSnapshots collect(List<MetricSource> sources) {
    Map<String, MetricFamily> families = new LinkedHashMap<>();
    for (MetricSource source : sources) {
      for (MetricFamily family : source.collect()) {
        families.merge(family.name(), family, MetricsPage::joined);
      }
    }
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    for (MetricFamily family : families.values()) snapshots.metricSnapshot(snapshot(family));
    return snapshots.build();
  }

  private static MetricFamily joined(MetricFamily one, MetricFamily other) {
    List<Sample> samples = new ArrayList<>(one.samples());
    samples.addAll(other.samples());
    return new MetricFamily(one.name(), one.help(), one.kind(), one.labelNames(), samples);
  }

  private static MetricSnapshot snapshot(MetricFamily family) {
    return switch (family.kind()) {
      case COUNTER -> {
        CounterSnapshot.Builder counter =
            CounterSnapshot.builder().name(without(family.name(), TOTAL)).help(family.help());
        for (Sample sample : family.samples()) {
          counter.dataPoint(
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  .labels(labels(family, sample))
                  .value(value(sample))
                  .build());
        }
        yield counter.build();
      }
      case GAUGE -> family.name().endsWith(INFO) ? info(family) : gauge(family);
      case HISTOGRAM -> {
        HistogramSnapshot.Builder histogram =
            HistogramSnapshot.builder().name(family.name()).help(family.help());
        for (Sample sample : family.samples()) {
          if (sample instanceof Sample.Histogram numbers) {
            histogram.dataPoint(
                HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(labels(family, sample))
                    .classicHistogramBuckets(buckets(numbers))
                    .sum(numbers.sum())
                    .build());
          }
        }
        yield histogram.build();
      }
    };
  }

  private static GaugeSnapshot gauge(MetricFamily family) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(family.name()).help(family.help());
    for (Sample sample : family.samples()) {
      gauge.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(labels(family, sample))
              .value(value(sample))
              .build());
    }
    return gauge.build();
  }

  /// A gauge that is always 1: the client keeps names that end in `_info` for these.
  private static InfoSnapshot info(MetricFamily family) {
    InfoSnapshot.Builder info =
        InfoSnapshot.builder().name(without(family.name(), INFO)).help(family.help());
    for (Sample sample : family.samples()) {
      info.dataPoint(
          InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels(family, sample)).build());
    }
    return info.build();
  }

  private static ClassicHistogramBuckets buckets(Sample.Histogram numbers) {
    List<Double> bounds = new ArrayList<>(numbers.bounds());
    bounds.add(Double.POSITIVE_INFINITY);
    return ClassicHistogramBuckets.of(bounds, numbers.counts());
  }

  private static double value(Sample sample) {
    return switch (sample) {
      case Sample.Value value -> value.value();
      case Sample.Histogram histogram -> histogram.sum();
    };
  }

  private static Labels labels(MetricFamily family, Sample sample) {
    return Labels.of(family.labelNames(), sample.labels());
  }

  private static String without(String name, String end) {
    return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
  }
}
