package dev.roster.dns.directive;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.http.HttpListeners;
import dev.roster.dns.http.HttpListeners.Place;
import dev.roster.dns.http.HttpListeners.Prepared;
import dev.roster.dns.http.HttpPage;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Observer;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.server.DnsConfig;
import dev.roster.dns.server.DnsRuntime;
import dev.roster.dns.server.DnsServer;
import dev.roster.dns.server.Listen;
import dev.roster.dns.server.ListenException;
import dev.roster.dns.top.TopMetrics;
import dev.roster.dns.top.TopPage;
import dev.roster.dns.top.TopTalkers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A Corefile that is served: the DNS server, the HTTP listeners that directives ask for, and the
/// watch over the file. Starting and reloading are all or nothing.
public final class DnsService implements AutoCloseable {
  /// What it needs of the process it runs in.
  ///
  /// @param catalog the current catalog; asked for each packet
  /// @param kubernetes makes the directive that answers from the catalog
  /// @param readiness whether those that answer can, by name, for `/ready`
  /// @param nanoTime a monotonic clock
  /// @param unixNanos unix time in nanoseconds; 0 where nobody says it
  /// @param random not to be guessed
  /// @param lines where `errors`, `log` and `reload` write; never blocks
  /// @param fatal ends the process, for directives that must
  /// @param numbers more for `/metrics`
  /// @param observers makes who is told of a worker's answers
  /// @param version of the program, for `coredns_build_info`
  public record Parts(
      Supplier<Catalog> catalog,
      KubernetesFactory kubernetes,
      Map<String, BooleanSupplier> readiness,
      LongSupplier nanoTime,
      LongSupplier unixNanos,
      RandomGenerator random,
      Lines lines,
      Host.Fatal fatal,
      List<MetricSource> numbers,
      Supplier<Observer> observers,
      String version) {
    public Parts {
      readiness = Map.copyOf(readiness);
      numbers = List.copyOf(numbers);
    }

    /// Without a clock of the world, and nobody is told of answers.
    public Parts(
        Supplier<Catalog> catalog,
        KubernetesFactory kubernetes,
        Map<String, BooleanSupplier> readiness,
        LongSupplier nanoTime,
        RandomGenerator random,
        Lines lines,
        Host.Fatal fatal,
        List<MetricSource> numbers,
        String version) {
      this(
          catalog,
          kubernetes,
          readiness,
          nanoTime,
          () -> 0,
          random,
          lines,
          fatal,
          numbers,
          () -> Observer.NONE,
          version);
    }
  }

  /// A service, or why there is none.
  public sealed interface Result {
    /// It answers.
    record Started(DnsService service) implements Result {}

    /// Nothing runs and nothing is bound.
    record Refused(List<CorefileProblem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  private final Parts parts;
  private final ThreadScheduler scheduler = new ThreadScheduler("dns-timer");
  private final DnsMetrics metrics = new DnsMetrics();
  private final TopTalkers top;
  private final HttpListeners http = new HttpListeners(); // guarded by this
  private final HealthProbe probe;
  private final ReloadWatcher watcher;
  private final CountDownLatch closing = new CountDownLatch(1);
  private Optional<DnsServer> server = Optional.empty(); // guarded by this
  private volatile Optional<DnsServer> serving =
      Optional.empty(); // the same, for who must not wait
  private final Retired retired = new Retired();
  private List<Owned> owned = List.of(); // guarded by this
  private Optional<Readiness> readiness = Optional.empty(); // guarded by this
  private Duration lameduck = Duration.ZERO; // guarded by this

  private DnsService(Supplier<CorefileResult> corefile, Parts parts) {
    this.parts = parts;
    this.top = new TopTalkers(parts.nanoTime(), parts.catalog(), parts.random());
    this.probe = new HealthProbe(scheduler, parts.nanoTime(), parts.lines());
    this.watcher =
        new ReloadWatcher(corefile, this::apply, scheduler, parts.random(), parts.lines());
  }

  /// Serves a Corefile, and follows it where its `reload` asks for it.
  ///
  /// @param corefile reads it, each time anew
  public static Result start(Supplier<CorefileResult> corefile, Parts parts) {
    return switch (corefile.get()) {
      case CorefileResult.Refused(var problems) -> new Result.Refused(problems);
      case CorefileResult.Read(var config) -> {
        DnsService service = new DnsService(corefile, parts);
        List<CorefileProblem> problems = service.apply(config);
        if (!problems.isEmpty()) {
          service.close();
          yield new Result.Refused(problems);
        }
        service.watcher.start(config);
        yield new Result.Started(service);
      }
    };
  }

  /// Does all that a start does but to serve: reads what the directives name, gets hold of every
  /// address and lets it go. Nothing is answered and nothing is sent; why it could not start.
  public static List<CorefileProblem> check(CorefileConfig config, Parts parts) {
    try (ThreadScheduler scheduler = new ThreadScheduler("dns-check")) {
      return switch (Assembler.assemble(config, parts.kubernetes(), host(parts, scheduler))) {
        case Assembly.Result.Refused(var problems) -> problems;
        case Assembly.Result.Assembled(var assembly) -> {
          try {
            hold(assembly, parts);
            yield List.of();
          } catch (IOException failed) {
            yield List.of(problem(config, assembly, failed));
          } finally {
            assembly.owned().forEach(Owned::close);
          }
        }
      };
    }
  }

  private static void hold(Assembly assembly, Parts parts) throws IOException {
    Map<Place, Map<String, HttpPage>> pages = new HashMap<>();
    for (Place place : assembly.health()) pages.put(place, Map.of());
    for (Place place : assembly.ready()) pages.put(place, Map.of());
    for (Place place : assembly.metrics()) pages.put(place, Map.of());
    try (HttpListeners http = new HttpListeners()) {
      Prepared prepared = http.prepare(pages);
      List<DnsConfig.Listener> deaf = new ArrayList<>();
      for (DnsConfig.Listener listener : assembly.dns().listeners()) {
        deaf.add(new DnsConfig.Listener(listener.listen(), List.of()));
      }
      try {
        DnsServer.start(
                new DnsConfig(deaf),
                new DnsRuntime(
                    parts.catalog(), parts.nanoTime(), parts.random().nextLong(), new DnsMetrics()))
            .close();
      } finally {
        prepared.abort();
      }
    }
  }

  /// An address of DNS that can't be had is said where it is named, others where the first zone
  /// stands.
  private static CorefileProblem problem(
      CorefileConfig config, Assembly assembly, IOException failed) {
    Position first = config.blocks().getFirst().zones().getFirst().position();
    Optional<Listen> listen =
        failed instanceof ListenException named ? named.listen() : Optional.empty();
    Position place = listen.map(it -> assembly.places().getOrDefault(it, first)).orElse(first);
    return CorefileProblem.of(place, Reasons.of(failed));
  }

  /// Serves by another configuration from now on; why not, if not, and then all is as before.
  synchronized List<CorefileProblem> apply(CorefileConfig config) {
    if (closing.getCount() == 0) {
      return List.of(CorefileProblem.of(Position.NONE, "the DNS service is closed"));
    }
    return switch (Assembler.assemble(config, parts.kubernetes(), host(parts, scheduler))) {
      case Assembly.Result.Refused(var problems) -> problems;
      case Assembly.Result.Assembled(var assembly) -> {
        try {
          serve(assembly);
        } catch (IOException failed) {
          assembly.owned().forEach(Owned::close);
          yield List.of(problem(config, assembly, failed));
        }
        for (CorefileProblem note : config.notes()) {
          parts.lines().line(System.Logger.Level.INFO, "note: " + note);
        }
        yield List.of();
      }
    };
  }

  private static Host host(Parts parts, Scheduler scheduler) {
    return new Host(
        scheduler, parts.catalog(), parts.nanoTime(), parts.random(), parts.lines(), parts.fatal());
  }

  private synchronized void serve(Assembly assembly) throws IOException {
    Readiness ready = new Readiness(parts.readiness(), assembly.readyContinuously());
    Prepared prepared = http.prepare(pages(assembly, ready));
    try {
      if (server.isPresent()) server.get().reload(assembly.dns());
      else server = Optional.of(DnsServer.start(assembly.dns(), runtime()));
      serving = server;
    } catch (ListenException failed) {
      prepared.abort();
      throw failed;
    }
    prepared.commit();
    retired.add(owned, server.orElseThrow().underWay()::await);
    owned = assembly.owned();
    owned.forEach(Owned::start);
    readiness = Optional.of(ready);
    lameduck = assembly.lameduck();
    probe.aim(assembly.health().stream().findFirst().flatMap(http::address));
  }

  private DnsRuntime runtime() {
    long seed = parts.random().nextLong();
    return new DnsRuntime(
        parts.catalog(), parts.nanoTime(), parts.unixNanos(), seed, metrics, this::observer);
  }

  private Observer observer() {
    return Observer.both(top.observer(), parts.observers().get());
  }

  private Map<Place, Map<String, HttpPage>> pages(Assembly assembly, Readiness ready) {
    Map<Place, Map<String, HttpPage>> pages = new HashMap<>();
    for (Place place : assembly.health()) {
      page(pages, place, "/health", _ -> health());
    }
    for (Place place : assembly.ready()) page(pages, place, "/ready", ready);
    if (!assembly.metrics().isEmpty()) {
      List<MetricSource> sources = new ArrayList<>(parts.numbers());
      sources.addAll(assembly.numbers());
      sources.addAll(List.of(metrics, watcher, this::build, top));
      if (assembly.topMetrics()) sources.add(new TopMetrics(top));
      if (!assembly.health().isEmpty()) sources.add(probe);
      MetricsPage page = new MetricsPage(sources, assembly.runtimeMetrics());
      for (Place place : assembly.metrics()) {
        page(pages, place, "/metrics", page);
        page(pages, place, TopPage.PATH, new TopPage(top));
      }
    }
    return pages;
  }

  /// OK, as CoreDNS; 503 where a worker hangs: only a restart helps then.
  private HttpPage.Reply health() {
    List<String> complaints = serving.map(DnsServer::complaints).orElse(List.of());
    return complaints.isEmpty()
        ? HttpPage.Reply.text(200, "OK")
        : HttpPage.Reply.text(503, String.join("\n", complaints));
  }

  private static void page(
      Map<Place, Map<String, HttpPage>> pages, Place place, String path, HttpPage page) {
    pages.computeIfAbsent(place, _ -> new HashMap<>()).put(path, page);
  }

  private List<MetricFamily> build() {
    return List.of(
        new MetricFamily(
            "coredns_build_info",
            "A metric with a constant '1' value labeled by version, revision, and goversion from"
                + " which it was built.",
            Kind.GAUGE,
            List.of("version", "revision", "goversion"),
            List.of(
                new Sample.Value(
                    List.of(parts.version(), "", "java" + Runtime.version().feature()), 1))));
  }

  /// How each of [#dnsAddresses] is spoken to, in their order; UDP stands for UDP and TCP.
  public synchronized List<Transport> dnsTransports() {
    return server.map(DnsServer::boundTransports).orElse(List.of());
  }

  /// The addresses that DNS is served at, in the order of the Corefile.
  public synchronized List<InetSocketAddress> dnsAddresses() {
    return server.map(DnsServer::boundAddresses).orElse(List.of());
  }

  /// The addresses that HTTP is served at.
  public synchronized List<InetSocketAddress> httpAddresses() {
    return http.addresses();
  }

  /// What it counts.
  public DnsMetrics metrics() {
    return metrics;
  }

  /// Serves on while `/ready` says no, as long as `lameduck` wants it; [#close] ends the wait.
  public void drain() throws InterruptedException {
    Duration wait;
    synchronized (this) {
      readiness.ifPresent(Readiness::stop);
      wait = lameduck;
    }
    if (!wait.isPositive()) return;
    parts
        .lines()
        .line(
            System.Logger.Level.INFO,
            "plugin/health: Going into lameduck mode for " + GoDurations.text(wait));
    boolean cutShort = closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (cutShort) parts.lines().line(System.Logger.Level.INFO, "plugin/health: cut short");
  }

  /// Stops at once.
  @Override
  public void close() {
    closing.countDown();
    watcher.close();
    probe.close();
    synchronized (this) {
      server.ifPresent(DnsServer::close);
      http.close();
      retired.close();
      owned.forEach(Owned::close);
      owned = List.of();
    }
    scheduler.close();
  }
}
