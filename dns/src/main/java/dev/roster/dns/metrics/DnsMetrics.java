package dev.roster.dns.metrics;

import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/// The DNS server's numbers under CoreDNS's names, summed over the workers when someone looks.
public final class DnsMetrics implements MetricSource {
  /// Series of one process, at most: (server, zone, view) of all configurations since the start.
  /// Beyond it queries are counted with the last one.
  public static final int SERIES_MAX = 1024;

  private static final List<String> BLOCK = List.of("server", "zone", "view");
  private static final List<String> BLOCK_PROTO = List.of("server", "zone", "view", "proto");

  private final List<Counters> workers = new CopyOnWriteArrayList<>();
  private final List<Series> series = new ArrayList<>(); // guarded by series

  /// No workers, no series.
  public DnsMetrics() {}

  /// What a query is counted under.
  ///
  /// @param server `dns://127.0.0.1:53`
  /// @param zone the block's zone; `dropped` where no block answers
  /// @param plugin the directive that writes first, as CoreDNS names it
  /// @param shown whether its block has the `prometheus` directive
  public record Series(String server, String zone, String view, String plugin, boolean shown) {}

  /// Counters for one more worker.
  public Counters worker() {
    Counters counters = new Counters();
    workers.add(counters);
    return counters;
  }

  /// Counters for threads that come and go.
  public Counters shared() {
    Counters counters = Counters.shared();
    workers.add(counters);
    return counters;
  }

  /// The number of a series, the same for equal ones.
  public int number(Series wanted) {
    synchronized (series) {
      int known = series.indexOf(wanted);
      if (known >= 0) return known;
      if (series.size() == SERIES_MAX) return SERIES_MAX - 1;
      series.add(wanted);
      return series.size() - 1;
    }
  }

  /// The sum of one event over all workers.
  public long total(Event event) {
    long sum = 0;
    for (Counters worker : workers) sum += worker.read(event);
    return sum;
  }

  @Override
  public List<MetricFamily> collect() {
    List<Series> all;
    synchronized (series) {
      all = List.copyOf(series);
    }
    List<MetricFamily> families = new ArrayList<>();
    families.add(requests(all));
    families.add(responses(all));
    families.add(
        new MetricFamily(
            "coredns_dns_do_requests_total",
            "Counter of DNS requests with DO bit set per zone.",
            Kind.COUNTER,
            BLOCK,
            each(all, (i, s) -> value(labels(s), sum(i, Layout.DO)))));
    families.add(durations(all));
    families.add(sizes(all, true));
    families.add(sizes(all, false));
    families.add(queued());
    families.addAll(events());
    return families;
  }

  private MetricFamily requests(List<Series> all) {
    List<Sample> samples = new ArrayList<>();
    forShown(
        all,
        (i, s) -> {
          for (int transport = 0; transport < 4; transport++) {
            for (int type = 0; type < Layout.TYPES.size(); type++) {
              long count = sum(i, Layout.requestAt(transport, type));
              if (count == 0) continue;
              String proto = transport < 2 ? "udp" : "tcp";
              String family = transport % 2 == 0 ? "1" : "2";
              samples.add(value(labels(s, proto, family, Layout.TYPES.get(type)), count));
            }
          }
        });
    return new MetricFamily(
        "coredns_dns_requests_total",
        "Counter of DNS requests made per zone, protocol and family.",
        Kind.COUNTER,
        List.of("server", "zone", "view", "proto", "family", "type"),
        samples);
  }

  private MetricFamily responses(List<Series> all) {
    List<Sample> samples = new ArrayList<>();
    forShown(
        all,
        (i, s) -> {
          for (int rcode = 0; rcode <= Layout.RCODES; rcode++) {
            long bare = sum(i, Layout.response(rcode, false));
            long written = sum(i, Layout.response(rcode, true));
            String text = Layout.rcodeText(rcode);
            if (bare > 0) samples.add(value(labels(s, text, ""), bare));
            if (written > 0) samples.add(value(labels(s, text, s.plugin()), written));
          }
        });
    return new MetricFamily(
        "coredns_dns_responses_total",
        "Counter of response status codes.",
        Kind.COUNTER,
        List.of("server", "zone", "view", "rcode", "plugin"),
        samples);
  }

  private MetricFamily durations(List<Series> all) {
    return new MetricFamily(
        "coredns_dns_request_duration_seconds",
        "Histogram of the time (in seconds) each request took per zone.",
        Kind.HISTOGRAM,
        BLOCK,
        each(
            all,
            (i, s) -> {
              List<Long> counts = new ArrayList<>();
              for (int b = 0; b < 17; b++) counts.add(sum(i, Layout.durationAt(b)));
              double seconds = sum(i, Layout.DURATION_SUM) / 1e9;
              return new Sample.Histogram(labels(s), Layout.DURATION_BOUNDS, counts, seconds);
            }));
  }

  private MetricFamily queued() {
    List<Long> counts = new ArrayList<>();
    for (int b = 0; b < Layout.QUEUE_SUM; b++) counts.add(queued(b));
    double seconds = queued(Layout.QUEUE_SUM) / 1e9;
    return new MetricFamily(
        "roster_dns_udp_queue_seconds",
        "How long UDP questions lay unread in the system: one of every eighth batch.",
        Kind.HISTOGRAM,
        List.of(),
        List.of(new Sample.Histogram(List.of(), Layout.QUEUE_BOUNDS, counts, seconds)));
  }

  private long queued(int slot) {
    return workers.stream().mapToLong(worker -> worker.readQueued(slot)).sum();
  }

  private MetricFamily sizes(List<Series> all, boolean ofRequests) {
    List<Sample> samples = new ArrayList<>();
    forShown(
        all,
        (i, s) -> {
          for (boolean stream : new boolean[] {false, true}) {
            List<Long> counts = new ArrayList<>();
            for (int b = 0; b < 15; b++) counts.add(sum(i, sizeAt(ofRequests, stream, b)));
            if (counts.stream().allMatch(count -> count == 0)) continue;
            double bytes = (double) sum(i, sizeAt(ofRequests, stream, 15));
            List<String> labels = labels(s, stream ? "tcp" : "udp");
            samples.add(new Sample.Histogram(labels, Layout.SIZE_BOUNDS, counts, bytes));
          }
        });
    return new MetricFamily(
        ofRequests ? "coredns_dns_request_size_bytes" : "coredns_dns_response_size_bytes",
        ofRequests
            ? "Size of the EDNS0 UDP buffer in bytes (64K for TCP) per zone and protocol."
            : "Size of the returned response in bytes.",
        Kind.HISTOGRAM,
        BLOCK_PROTO,
        samples);
  }

  private static int sizeAt(boolean ofRequests, boolean stream, int bucket) {
    return ofRequests
        ? Layout.requestSizeAt(stream, bucket)
        : Layout.responseSizeAt(stream, bucket);
  }

  private List<MetricFamily> events() {
    List<Sample> leaves = new ArrayList<>();
    for (Event event : Event.values()) {
      if (!event.name().startsWith("LEAVE_")) continue;
      String reason = event.name().substring(6).toLowerCase(Locale.ROOT);
      leaves.add(value(List.of(reason), total(event)));
    }
    return List.of(
        plain("coredns_panics_total", "A metrics that counts the number of panics.", Event.PANIC),
        plain("roster_dns_dropped_total", "Packets that are not answered.", Event.DROPPED),
        plain("roster_dns_malformed_total", "Packets answered with an error.", Event.MALFORMED),
        plain(
            "roster_dns_udp_receive_lost_total",
            "UDP questions that the system lost before they were read.",
            Event.RECEIVE_LOST),
        plain("roster_dns_send_failed_total", "Replies that were lost.", Event.SEND_FAILED),
        plain("roster_dns_workers_died_total", "Workers started again.", Event.WORKER_DIED),
        plain(
            "roster_dns_connections_refused_total",
            "Connections beyond a bound.",
            Event.CONNECTION_REFUSED),
        plain(
            "roster_dns_handed_over_total",
            "Questions whose answer had to wait for something outside the process.",
            Event.HANDED_OVER),
        plain(
            "roster_dns_waiting_refused_total",
            "Questions answered SERVFAIL because too many waited.",
            Event.WAITING_REFUSED),
        plain("roster_dns_plan_hits_total", "Answers from remembered plans.", Event.PLAN_HIT),
        new MetricFamily(
            "roster_dns_plan_leaves_total",
            "Answers for which the pipeline ran, by reason.",
            Kind.COUNTER,
            List.of("reason"),
            leaves));
  }

  private MetricFamily plain(String name, String help, Event event) {
    return new MetricFamily(
        name, help, Kind.COUNTER, List.of(), List.of(value(List.of(), total(event))));
  }

  private long sum(int number, int slot) {
    ToLongFunction<Counters> read = worker -> worker.read(number, slot);
    return workers.stream().mapToLong(read).sum();
  }

  private interface Visit {
    void at(int number, Series series);
  }

  private interface Make {
    Sample of(int number, Series series);
  }

  private static void forShown(List<Series> all, Visit visit) {
    for (int i = 0; i < all.size(); i++) if (all.get(i).shown()) visit.at(i, all.get(i));
  }

  private static List<Sample> each(List<Series> all, Make make) {
    List<Sample> samples = new ArrayList<>();
    forShown(all, (i, s) -> samples.add(make.of(i, s)));
    return samples;
  }

  private static Sample value(List<String> labels, long value) {
    return new Sample.Value(labels, (double) value);
  }

  private static List<String> labels(Series of, String... more) {
    List<String> labels = new ArrayList<>(List.of(of.server(), of.zone(), of.view()));
    labels.addAll(List.of(more));
    return labels;
  }
}
