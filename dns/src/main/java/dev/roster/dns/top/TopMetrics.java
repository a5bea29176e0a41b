package dev.roster.dns.top;

import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.top.TopReport.Count;
import java.util.ArrayList;
import java.util.List;

/// The first few of each list, as metrics with clients' addresses and names as labels: only for who
/// asks for it. Rates, of one to two minutes: so those of several servers can be added up.
public record TopMetrics(TopTalkers talkers) implements MetricSource {
  /// Series of each metric, at most.
  public static final int SERIES_MAX = 10;

  @Override
  public List<MetricFamily> collect() {
    TopReport report = talkers.report(SERIES_MAX);
    double seconds = Math.max(1, report.over().toMillis() / 1e3);
    List<Sample> clients = new ArrayList<>();
    for (TopReport.Asking each : report.clients()) {
      clients.add(sample(each.client().toString(), each.questions(), seconds));
    }
    List<Sample> names = new ArrayList<>();
    for (TopReport.Missing each : report.names()) {
      names.add(sample(each.name().toString(), each.questions(), seconds));
    }
    List<Sample> wasters = new ArrayList<>();
    for (TopReport.Wasting each : report.wasters()) {
      wasters.add(sample(each.client().toString(), each.wasted(), seconds));
    }
    return List.of(
        rates(
            "roster_top_client_questions_per_second",
            "Questions of the clients that ask most.",
            "client",
            clients),
        rates(
            "roster_top_nxdomain_questions_per_second",
            "Questions for the names that are asked most and do not exist.",
            "name",
            names),
        rates(
            "roster_top_search_path_waste_per_second",
            "Questions that only search paths make, of the clients that have most.",
            "client",
            wasters));
  }

  private static Sample sample(String label, Count count, double seconds) {
    return new Sample.Value(List.of(label), count.atLeast() / seconds);
  }

  private static MetricFamily rates(String name, String help, String label, List<Sample> samples) {
    return new MetricFamily(name, help, Kind.GAUGE, List.of(label), samples);
  }
}
