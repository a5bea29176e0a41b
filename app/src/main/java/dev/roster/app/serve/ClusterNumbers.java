package dev.roster.app.serve;

import dev.roster.app.wiring.Clocks;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.objects.Kind;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.kubernetes.watch.ClusterSource;
import dev.roster.kubernetes.watch.FollowCounters;
import dev.roster.kubernetes.watch.Moves;
import dev.roster.kubernetes.watch.Propagation;
import dev.roster.kubernetes.watch.Times;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What `/metrics` says of the cluster that is followed: under Roster's names, and what CoreDNS
/// counts too under CoreDNS's (plugin `kubernetes`, and client-go's requests).
final class ClusterNumbers implements MetricSource {
  private final ClusterSource source;
  private final LiveCatalog live;
  private final Moves moves;
  private final FollowCounters counters;
  private final String host;

  /// @param host of the API server, for CoreDNS's counter of requests
  ClusterNumbers(
      ClusterSource source, LiveCatalog live, Moves moves, FollowCounters counters, String host) {
    this.source = source;
    this.live = live;
    this.moves = moves;
    this.counters = counters;
    this.host = host;
  }

  @Override
  public List<MetricFamily> collect() {
    List<MetricFamily> all = new ArrayList<>();
    feeds(all);
    counts(all);
    propagation(all);
    return all;
  }

  private void feeds(List<MetricFamily> all) {
    List<Sample> ages = new ArrayList<>();
    List<Sample> synced = new ArrayList<>();
    List<Sample> silences = new ArrayList<>();
    long now = Clocks.nanoTime().getAsLong();
    counters
        .heard()
        .forEach((kind, heard) -> silences.add(value((now - heard) / 1e9, kind.name())));
    for (Kind kind : new TreeSet<>(source.kinds())) {
      String origin = source.origin();
      synced.add(value(live.current().isSynced(origin, kind) ? 1 : 0, kind.name()));
      ages.add(value(live.age(origin, kind).toNanos() / 1e9, kind.name()));
    }
    all.add(
        gauge(
            "roster_feed_synced",
            "Whether all objects of a kind have been told once: 1, or 0 and their zones answer"
                + " SERVFAIL.",
            List.of("kind"),
            synced));
    all.add(
        gauge(
            "roster_feed_age_seconds",
            "Since when the API server can't be heard of a kind; 0 while it can.",
            List.of("kind"),
            ages));
    all.add(
        gauge(
            "roster_feed_silence_seconds",
            "Since when the API server has said nothing of a kind: where nothing changes it does"
                + " once a minute.",
            List.of("kind"),
            silences));
  }

  private void counts(List<MetricFamily> all) {
    List<Sample> requests = new ArrayList<>();
    Map<List<String>, Double> asCoredns = new TreeMap<>(Comparator.comparing(List::getFirst));
    counters
        .requests()
        .forEach((asked, count) -> {
          String code = asked.code() == 0 ? "none" : Integer.toString(asked.code());
          requests.add(value(count, asked.verb(), code));
          String known = asked.code() == 0 ? "<error>" : code; // client-go's word
          asCoredns.merge(List.of(known, host, "GET"), (double) count, Double::sum);
        });
    all.add(
        counter(
            "roster_feed_requests_total",
            "Requests to the API server, by verb and code.",
            List.of("verb", "code"),
            requests));
    all.add(
        counter(
            "coredns_kubernetes_rest_client_requests_total",
            "Number of HTTP requests, partitioned by status code, method, and host.",
            List.of("code", "host", "method"),
            asCoredns.entrySet().stream()
                .<Sample>map(sum -> new Sample.Value(sum.getKey(), sum.getValue()))
                .toList()));
    List<Sample> events = new ArrayList<>();
    counters
        .events()
        .forEach((event, count) -> events.add(value(count, event.kind().name(), event.type())));
    all.add(
        counter(
            "roster_feed_events_total",
            "Objects of lists and events of watches.",
            List.of("kind", "type"),
            events));
    List<Sample> relists = new ArrayList<>();
    counters
        .relists()
        .forEach((list, count) -> relists.add(value(count, list.kind().name(), word(list.why()))));
    all.add(
        counter(
            "roster_feed_relists_total",
            "Lists of all objects of a kind, by reason.",
            List.of("kind", "reason"),
            relists));
    List<Sample> faults = new ArrayList<>();
    counters
        .faults()
        .forEach(
            (fault, count) -> faults.add(value(count, fault.kind().name(), word(fault.fault()))));
    all.add(
        counter(
            "roster_feed_faults_total",
            "What went wrong between the API server and this process.",
            List.of("kind", "fault"),
            faults));
    List<Sample> missed = new ArrayList<>();
    counters
        .missed()
        .forEach(
            (found, count) -> missed.add(value(count, found.kind().name(), word(found.how()))));
    all.add(
        counter(
            "roster_feed_missed_total",
            "Objects that a full compare found and the watch did not tell.",
            List.of("kind", "how"),
            missed));
    Moves.Counts moved = moves.counts();
    all.add(
        counter(
            "roster_feed_held_total",
            "Addresses that vanished from a slice while ready, and what became of them.",
            List.of("outcome"),
            List.of(
                value(moved.moved(), "moved"),
                value(moved.gone(), "gone"),
                value(moved.held() - moved.moved() - moved.gone(), "held"))));
  }

  private void propagation(List<MetricFamily> all) {
    Propagation propagation = counters.propagation();
    List<Sample> samples = new ArrayList<>();
    samples.add(histogram(propagation.all().watch(), "watch"));
    samples.add(histogram(propagation.all().trigger(), "trigger"));
    all.add(
        new MetricFamily(
            "roster_propagation_seconds",
            "From the bytes of a watch, and from the change that led to a slice, until it can be"
                + " answered; what is held back for moves apart.",
            MetricFamily.Kind.HISTOGRAM,
            List.of("from"),
            samples));
    List<Sample> services = new ArrayList<>();
    Map<ServiceKey, Propagation.Of> each = propagation.services();
    each.forEach((service, of) -> {
      services.add(histogram(of.watch(), service.namespace(), service.name(), "watch"));
      services.add(histogram(of.trigger(), service.namespace(), service.name(), "trigger"));
    });
    all.add(
        new MetricFamily(
            "roster_service_propagation_seconds",
            "The same of each of the " + Propagation.SERVICES_MAX + " Services that changed last.",
            MetricFamily.Kind.HISTOGRAM,
            List.of("namespace", "service", "from"),
            services));
    all.add(
        new MetricFamily(
            "coredns_kubernetes_dns_programming_duration_seconds",
            "Histogram of the time (in seconds) it took to program a dns instance.",
            MetricFamily.Kind.HISTOGRAM,
            List.of("service_kind"),
            List.of(histogram(propagation.all().trigger(), "headless_with_selector"))));
  }

  private static Sample histogram(Times times, String... labels) {
    Times.Shown shown = times.shown();
    return new Sample.Histogram(List.of(labels), shown.bounds(), shown.counts(), shown.seconds());
  }

  private static Sample value(long value, String... labels) {
    return value((double) value, labels);
  }

  private static Sample value(double value, String... labels) {
    return new Sample.Value(List.of(labels), value);
  }

  /// `out_of_order`.
  private static String word(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }

  private static MetricFamily gauge(
      String name, String help, List<String> labels, List<Sample> samples) {
    return new MetricFamily(name, help, MetricFamily.Kind.GAUGE, labels, samples);
  }

  private static MetricFamily counter(
      String name, String help, List<String> labels, List<Sample> samples) {
    return new MetricFamily(name, help, MetricFamily.Kind.COUNTER, labels, samples);
  }
}
