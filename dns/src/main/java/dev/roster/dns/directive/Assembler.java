package dev.roster.dns.directive;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.BindConfig;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.DirectiveConfig;
import dev.roster.dns.corefile.GuardConfig;
import dev.roster.dns.corefile.HealthConfig;
import dev.roster.dns.corefile.HostPort;
import dev.roster.dns.corefile.PrometheusConfig;
import dev.roster.dns.corefile.ReadyConfig;
import dev.roster.dns.corefile.RootConfig;
import dev.roster.dns.corefile.RosterConfig;
import dev.roster.dns.corefile.RosterConfig.Foreign;
import dev.roster.dns.corefile.ServerBlockConfig;
import dev.roster.dns.corefile.TlsConfig;
import dev.roster.dns.corefile.Token;
import dev.roster.dns.corefile.ViewConfig;
import dev.roster.dns.corefile.ZoneKey;
import dev.roster.dns.guard.CookieSecrets;
import dev.roster.dns.guard.GuardDirective;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.http.HttpListeners.Place;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.server.DnsConfig;
import dev.roster.dns.server.Listen;
import dev.roster.dns.server.ListenOptions;
import dev.roster.dns.server.TlsIdentity;
import dev.roster.dns.tls.TlsFiles;
import dev.roster.dns.transfer.TransferDirective;
import dev.roster.dns.transfer.TransferNotices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns a Corefile, as it was read, into what is served: directives become those of the pipeline,
/// `bind` becomes listeners, and the rest of the process hears where HTTP is wanted.
///
/// Every zone of a block is a server block of the pipeline; the zones of one block share its
/// directives. Which of them answers is the longest zone that the name is in; REFUSED where none
/// is.
public final class Assembler {
  private final Map<String, List<String>> interfaces;
  private final Host host;
  private final Runtimes runtimes;

  private final List<CorefileProblem> problems = new ArrayList<>();
  private final Map<Listen, List<ServerBlock>> listeners = new LinkedHashMap<>();
  private final Map<Listen, ListenOptions> options = new LinkedHashMap<>();
  private final Map<Listen, Position> places = new LinkedHashMap<>();
  private final Set<Place> health = new LinkedHashSet<>();
  private final Set<Place> ready = new LinkedHashSet<>();
  private final Set<Place> metrics = new LinkedHashSet<>();
  private final Overlaps overlaps = new Overlaps();
  private final EnabledDirectives enabled = new EnabledDirectives();
  private boolean readyContinuously;
  private boolean runtimeMetrics;
  private boolean topMetrics;
  private Duration lameduck = Duration.ZERO;

  private Assembler(Map<String, List<String>> interfaces, KubernetesFactory kubernetes, Host host) {
    this.interfaces = interfaces;
    this.host = host;
    this.runtimes = new Runtimes(kubernetes, host, this::self, problems);
  }

  /// The assembly for this machine. Nothing is bound or started.
  ///
  /// @param host the process that it runs in
  public static Assembly.Result assemble(
      CorefileConfig config, KubernetesFactory kubernetes, Host host) {
    return new Assembler(BindAddresses.ofMachine(), kubernetes, host).assemble(config);
  }

  /// As above, on a machine with these interfaces.
  static Assembly.Result assemble(
      CorefileConfig config,
      Map<String, List<String>> interfaces,
      KubernetesFactory kubernetes,
      Host host) {
    return new Assembler(interfaces, kubernetes, host).assemble(config);
  }

  private Assembly.Result assemble(CorefileConfig config) {
    for (ServerBlockConfig block : config.blocks()) add(block);
    if (!problems.isEmpty()) {
      runtimes.owned().forEach(Owned::close);
      return new Assembly.Result.Refused(problems);
    }
    List<DnsConfig.Listener> all = new ArrayList<>();
    listeners.forEach((listen, blocks) -> all.add(listener(listen, blocks)));
    return new Assembly.Result.Assembled(
        new Assembly(
            new DnsConfig(all),
            places,
            health,
            ready,
            readyContinuously,
            metrics,
            runtimeMetrics,
            topMetrics,
            lameduck,
            numbers(),
            runtimes.owned()));
  }

  private List<MetricSource> numbers() {
    List<MetricSource> numbers = new ArrayList<>(List.of(enabled));
    numbers.addAll(runtimes.numbers());
    return numbers;
  }

  /// Where a block wants HTTP, and what for.
  private void http(ServerBlockConfig block) {
    block
        .find(HealthConfig.class)
        .ifPresent(config -> {
          health.add(place(config.address()));
          if (config.lameduck().compareTo(lameduck) > 0) lameduck = config.lameduck();
        });
    block
        .find(ReadyConfig.class)
        .ifPresent(config -> {
          ready.add(place(config.address()));
          readyContinuously = config.continuously();
        });
    block
        .find(PrometheusConfig.class)
        .ifPresent(config -> {
          metrics.add(place(config.address()));
          runtimeMetrics |= config.runtimeMetrics();
        });
  }

  private void add(ServerBlockConfig block) {
    http(block);
    List<String> hosts = BindAddresses.resolve(block.find(BindConfig.class), interfaces, problems);
    List<IpAddress> own = BindAddresses.own(hosts, interfaces);
    List<Directive> directives = new ArrayList<>();
    for (DirectiveConfig directive : block.directives()) {
      runtimes.of(block, directive).ifPresent(directives::add);
    }
    boolean foreign =
        block.find(RosterConfig.class).map(RosterConfig::foreign).orElse(Foreign.COREDNS)
            == Foreign.NXDOMAIN;
    if (foreign) directives.add(new ForeignDirective());
    topMetrics |= block.find(RosterConfig.class).orElse(RosterConfig.DEFAULT).topMetrics();
    if (block.find(RosterConfig.class).orElse(RosterConfig.DEFAULT).strict()) {
      directives.add(new StrictDirective());
      // RFC 8482; more than one changes nothing.
      directives.add(new AnyDirective());
    }
    Optional<TlsIdentity> tls = tls(block);
    String view = block.find(ViewConfig.class).map(ViewConfig::name).orElse("");
    guard(block).ifPresent(directives::add);
    for (Directive directive : directives) {
      if (directive instanceof TransferDirective transfer) {
        runtimes.owned().add(new TransferNotices(transfer, directives, own, host));
      }
    }
    for (ZoneKey key : block.zones()) {
      ServerBlock served = new ServerBlock(key.zone(), view, own, directives);
      for (String host : hosts) {
        overlaps
            .check(key, host, block.find(ViewConfig.class).isPresent())
            .ifPresent(problems::add);
        if (!key.scheme().isServed()) continue;
        Listen listen = listen(key, host);
        places.putIfAbsent(listen, BindAddresses.place(block, host).orElse(key.position()));
        listeners.computeIfAbsent(listen, _ -> new ArrayList<>()).add(served);
        ListenOptions before = options.getOrDefault(listen, ListenOptions.DEFAULT);
        options.put(listen, ListenerOptions.with(before, block, tls));
        if (block.find(PrometheusConfig.class).isPresent()) {
          enabled.add(listen.toString(), key.zone().toString(), view, directives);
        }
      }
    }
  }

  private DnsConfig.Listener listener(Listen listen, List<ServerBlock> blocks) {
    ListenOptions how = options.getOrDefault(listen, ListenOptions.DEFAULT);
    return new DnsConfig.Listener(listen, blocks, how);
  }

  private static Listen listen(ZoneKey key, String host) {
    return switch (key.scheme()) {
      case TLS -> new Listen(Transport.TLS, host, key.port());
      case HTTPS -> new Listen(Transport.HTTPS, host, key.port());
      case DNS, HTTPS3, QUIC, GRPC -> Listen.dns(host, key.port());
    };
  }

  /// The certificate of a block's `tls`.
  private Optional<TlsIdentity> tls(ServerBlockConfig block) {
    Optional<TlsConfig> config = block.find(TlsConfig.class);
    if (config.isEmpty()) return Optional.empty();
    RootConfig root = block.find(RootConfig.class).orElse(new RootConfig(""));
    try {
      TlsFiles files =
          TlsFiles.load(
              config.get(),
              path -> Path.of(root.folder()).resolve(path),
              host.scheduler(),
              host.lines());
      runtimes.owned().add(files);
      return Optional.of(files.identity());
    } catch (IOException failed) {
      problems.add(CorefileProblem.of(config.get().position(), "tls: " + TlsFiles.why(failed)));
    } catch (InvalidPathException failed) {
      problems.add(CorefileProblem.of(config.get().position(), "tls: " + Reasons.of(failed)));
    }
    return Optional.empty();
  }

  /// The cookies and limits of a block's `roster`.
  private Optional<Directive> guard(ServerBlockConfig block) {
    GuardConfig config =
        block.find(RosterConfig.class).map(RosterConfig::guard).orElse(GuardConfig.NONE);
    if (config.isEmpty()) return Optional.empty();
    Optional<CookieSecrets> secrets = config.cookies().flatMap(file -> secrets(block, file));
    GuardDirective guard =
        new GuardDirective(
            secrets, config.perSecond(), config.burst(), host.random().nextLong(), host.nanoTime());
    runtimes.numbers().add(guard);
    return Optional.of(guard);
  }

  private Optional<CookieSecrets> secrets(ServerBlockConfig block, Token file) {
    RootConfig root = block.find(RootConfig.class).orElse(new RootConfig(""));
    try {
      CookieSecrets secrets =
          new CookieSecrets(
              root.resolve(file.text()),
              InstantSource.system(),
              host.nanoTime(),
              host.scheduler(),
              host.lines());
      runtimes.owned().add(secrets);
      return Optional.of(secrets);
    } catch (IOException | InvalidPathException failed) {
      problems.add(CorefileProblem.of(file.position(), "cookies: " + Reasons.of(failed)));
      return Optional.empty();
    }
  }

  /// Where a block is asked by this machine itself.
  private InetSocketAddress self(ServerBlockConfig block) {
    List<String> hosts =
        BindAddresses.resolve(block.find(BindConfig.class), interfaces, new ArrayList<>());
    String first = hosts.isEmpty() ? "" : hosts.getFirst();
    InetAddress address =
        first.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(first);
    return new InetSocketAddress(address, block.zones().getFirst().port());
  }

  private static Place place(HostPort address) {
    return new Place(address.host(), address.port());
  }
}
