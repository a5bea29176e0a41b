package dev.roster.dns.directive;

import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Directive;
import java.util.ArrayList;
import java.util.List;

/// `coredns_plugin_enabled`: which directives answer in which server block. Filled while a
/// configuration is assembled, only read afterwards.
final class EnabledDirectives implements MetricSource {
  private final List<Sample> samples = new ArrayList<>();

  void add(String server, String zone, String view, List<Directive> directives) {
    for (Directive directive : directives) {
      // Only what stands in the Corefile.
      if (directive instanceof ForeignDirective || directive instanceof StrictDirective) continue;
      samples.add(new Sample.Value(List.of(server, zone, view, directive.name()), 1));
    }
  }

  @Override
  public List<MetricFamily> collect() {
    return List.of(
        new MetricFamily(
            "coredns_plugin_enabled",
            "A metric that indicates whether a plugin is enabled on per server and zone basis.",
            Kind.GAUGE,
            List.of("server", "zone", "view", "name"),
            samples));
  }
}
