package dev.roster.dns.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.Counters.Observation;
import dev.roster.dns.metrics.DnsMetrics.Series;
import dev.roster.dns.metrics.MetricFamily.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsMetricsTest {
  private final DnsMetrics metrics = new DnsMetrics();
  private final int shown = metrics.number(new Series("dns://:53", ".", "", "errors", true));
  private final Counters worker = metrics.worker();
  private final int hidden = metrics.number(new Series("dns://:54", ".", "", "", false));

  @Test
  void queriesAreCountedUnderCoreDnsNames() {
    answered(shown, seen(RecordType.A, Rcode.NOERROR, true, 200), 300_000);
    answered(shown, seen(RecordType.A, Rcode.NOERROR, true, 600), 100);
    answered(shown, seen(65280, Rcode.NXDOMAIN, false, 90), 100);
    answered(hidden, seen(RecordType.A, Rcode.NOERROR, true, 90), 100);
    assertThat(samples("coredns_dns_requests_total"))
        .containsExactly(
            value(2, "dns://:53", ".", "", "udp", "1", "A"),
            value(1, "dns://:53", ".", "", "udp", "1", "other"));
    assertThat(samples("coredns_dns_responses_total"))
        .containsExactly(
            value(2, "dns://:53", ".", "", "NOERROR", "errors"),
            value(1, "dns://:53", ".", "", "NXDOMAIN", ""));
    assertThat(samples("coredns_dns_do_requests_total"))
        .containsExactly(value(0, "dns://:53", ".", ""));
    assertThat(histogram("coredns_dns_response_size_bytes").counts())
        .containsExactly(0L, 1L, 1L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    assertThat(histogram("coredns_dns_response_size_bytes").sum()).isEqualTo(890);
    Sample.Histogram durations = histogram("coredns_dns_request_duration_seconds");
    assertThat(durations.counts()).hasSize(17).startsWith(2L, 1L, 0L);
    assertThat(durations.bounds()).startsWith(0.00025, 0.0005).endsWith(8.192);
    assertThat(durations.sum()).isEqualTo(300_200 / 1e9);
  }

  @Test
  void workersAreSummed() {
    for (int i = 0; i < 3; i++) metrics.worker().count(Event.DROPPED);
    assertThat(metrics.total(Event.DROPPED)).isEqualTo(3);
    assertThat(samples("roster_dns_dropped_total")).containsExactly(value(3));
    assertThat(samples("roster_dns_plan_leaves_total")).hasSize(5);
  }

  @Test
  void equalSeriesHaveOneNumberAndThereAreNotTooMany() {
    assertThat(metrics.number(new Series("dns://:53", ".", "", "errors", true))).isEqualTo(shown);
    for (int i = 0; i < 2 * DnsMetrics.SERIES_MAX; i++) {
      int number = metrics.number(new Series("dns://:" + i, "x.", "", "", true));
      assertThat(number).isLessThan(DnsMetrics.SERIES_MAX);
    }
  }

  private List<Sample> samples(String name) {
    return metrics.collect().stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow()
        .samples();
  }

  private Sample.Histogram histogram(String name) {
    return (Sample.Histogram) samples(name).getFirst();
  }

  private static Sample value(double value, String... labels) {
    return new Sample.Value(List.of(labels), value);
  }

  private void answered(int series, Observation seen, long nanos) {
    worker.answered(series, seen);
    worker.took(series, 1, nanos);
  }

  private static Observation seen(int type, int rcode, boolean written, int bytes) {
    Observation seen = new Observation();
    seen.type = type;
    seen.rcode = rcode;
    seen.written = written;
    seen.requestBytes = 50;
    seen.responseBytes = bytes;
    return seen;
  }
}
