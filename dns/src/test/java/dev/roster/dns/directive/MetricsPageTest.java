package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.dns.http.HttpPage;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final MetricSource NUMBERS =
      () ->
          List.of(
              new MetricFamily(
                  "coredns_dns_requests_total",
                  "Counter of DNS requests.",
                  Kind.COUNTER,
                  List.of("server", "type"),
                  List.of(
                      new Sample.Value(List.of("dns://:53", "A"), 3),
                      new Sample.Value(List.of("dns://:53", "other"), 1))),
              new MetricFamily(
                  "coredns_build_info",
                  "Build.",
                  Kind.GAUGE,
                  List.of("version"),
                  List.of(new Sample.Value(List.of("1"), 1))),
              new MetricFamily(
                  "coredns_dns_request_duration_seconds",
                  "Durations.",
                  Kind.HISTOGRAM,
                  List.of(),
                  List.of(
                      new Sample.Histogram(
                          List.of(), List.of(0.00025, 8.192), List.of(1L, 2L, 4L), 1.5))),
              new MetricFamily(
                  "coredns_plugin_enabled",
                  "Enabled.",
                  Kind.GAUGE,
                  List.of("name"),
                  List.of(new Sample.Value(List.of("errors"), 1))));

  private static String page(boolean runtime, String accept, MetricSource... sources) {
    HttpPage.Reply reply = new MetricsPage(List.of(sources), runtime).reply(accept);
    assertThat(reply.status()).isEqualTo(200);
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void numbersHaveTheirNamesLabelsAndBuckets() {
    assertThat(page(false, "", NUMBERS))
        .contains(
            """
            # HELP coredns_build_info Build.
            # TYPE coredns_build_info gauge
            coredns_build_info{version="1"} 1
            # HELP coredns_dns_request_duration_seconds Durations.
            # TYPE coredns_dns_request_duration_seconds histogram
            coredns_dns_request_duration_seconds_bucket{le="2.5E-4"} 1
            coredns_dns_request_duration_seconds_bucket{le="8.192"} 3
            coredns_dns_request_duration_seconds_bucket{le="+Inf"} 7
            coredns_dns_request_duration_seconds_count 7
            coredns_dns_request_duration_seconds_sum 1.5
            # HELP coredns_dns_requests_total Counter of DNS requests.
            # TYPE coredns_dns_requests_total counter
            coredns_dns_requests_total{server="dns://:53",type="A"} 3.0
            coredns_dns_requests_total{server="dns://:53",type="other"} 1.0
            # HELP coredns_plugin_enabled Enabled.
            # TYPE coredns_plugin_enabled gauge
            coredns_plugin_enabled{name="errors"} 1.0
            """)
        .contains("process_start_time_seconds")
        .doesNotContain("jvm_");
  }

  @Test
  void familiesOfOneNameBecomeOne() {
    MetricSource other =
        () ->
            List.of(
                new MetricFamily(
                    "coredns_plugin_enabled",
                    "Enabled.",
                    Kind.GAUGE,
                    List.of("name"),
                    List.of(new Sample.Value(List.of("log"), 1))));
    assertThat(page(false, "", NUMBERS, other))
        .contains("coredns_plugin_enabled{name=\"errors\"} 1.0")
        .contains("coredns_plugin_enabled{name=\"log\"} 1.0")
        .containsOnlyOnce("# TYPE coredns_plugin_enabled gauge");
  }

  @Test
  void theRuntimeIsShownWhereAskedFor() {
    assertThat(page(true, "")).contains("jvm_memory_used_bytes").contains("process_");
  }

  @Test
  void scrapersGetTheFormatThatTheyAskFor() {
    assertThat(page(false, "application/openmetrics-text; version=1.0.0", NUMBERS))
        .endsWith("# EOF\n");
  }
}
