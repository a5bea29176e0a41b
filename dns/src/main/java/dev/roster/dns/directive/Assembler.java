package dev.roster.dns.directive;

import dev.roster.core.names.IpAddress;
import dev.roster.dns.autopath.AutopathDirective;
import dev.roster.dns.cache.CacheDirective;
import dev.roster.dns.cache.CacheMetrics;
import dev.roster.dns.corefile.AclConfig;
import dev.roster.dns.corefile.AnyConfig;
import dev.roster.dns.corefile.AutopathConfig;
import dev.roster.dns.corefile.BindConfig;
import dev.roster.dns.corefile.BufsizeConfig;
import dev.roster.dns.corefile.CacheConfig;
import dev.roster.dns.corefile.CancelConfig;
import dev.roster.dns.corefile.ChaosConfig;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.DirectiveConfig;
import dev.roster.dns.corefile.Dns64Config;
import dev.roster.dns.corefile.ErrorsConfig;
import dev.roster.dns.corefile.ExternalConfig;
import dev.roster.dns.corefile.FileConfig;
import dev.roster.dns.corefile.ForwardConfig;
import dev.roster.dns.corefile.GuardConfig;
import dev.roster.dns.corefile.HeaderConfig;
import dev.roster.dns.corefile.HealthConfig;
import dev.roster.dns.corefile.HostPort;
import dev.roster.dns.corefile.HostsConfig;
import dev.roster.dns.corefile.HttpsConfig;
import dev.roster.dns.corefile.IdleConfig;
import dev.roster.dns.corefile.KubernetesConfig;
import dev.roster.dns.corefile.LoadbalanceConfig;
import dev.roster.dns.corefile.LoadbalanceConfig.Policy;
import dev.roster.dns.corefile.LocalConfig;
import dev.roster.dns.corefile.LogConfig;
import dev.roster.dns.corefile.LoopConfig;
import dev.roster.dns.corefile.MetadataConfig;
import dev.roster.dns.corefile.MinimalConfig;
import dev.roster.dns.corefile.MultisocketConfig;
import dev.roster.dns.corefile.NsidConfig;
import dev.roster.dns.corefile.PrometheusConfig;
import dev.roster.dns.corefile.ReadyConfig;
import dev.roster.dns.corefile.ReloadConfig;
import dev.roster.dns.corefile.RewriteConfig;
import dev.roster.dns.corefile.RootConfig;
import dev.roster.dns.corefile.RosterConfig;
import dev.roster.dns.corefile.RosterConfig.Foreign;
import dev.roster.dns.corefile.ServerBlockConfig;
import dev.roster.dns.corefile.TemplateConfig;
import dev.roster.dns.corefile.TimeoutsConfig;
import dev.roster.dns.corefile.TlsConfig;
import dev.roster.dns.corefile.Token;
import dev.roster.dns.corefile.TransferConfig;
import dev.roster.dns.corefile.ViewConfig;
import dev.roster.dns.corefile.WhoamiConfig;
import dev.roster.dns.corefile.ZoneKey;
import dev.roster.dns.dns64.Dns64Directive;
import dev.roster.dns.forward.ForwardDirective;
import dev.roster.dns.forward.Forwards;
import dev.roster.dns.forward.LoopDirective;
import dev.roster.dns.guard.CookieSecrets;
import dev.roster.dns.guard.GuardDirective;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.hosts.HostsDirective;
import dev.roster.dns.http.HttpListeners.Place;
import dev.roster.dns.kubernetes.ExternalDirective;
import dev.roster.dns.loadbalance.PreferringDirective;
import dev.roster.dns.loadbalance.WeightedDirective;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.rewrite.RewriteDirective;
import dev.roster.dns.server.DnsConfig;
import dev.roster.dns.server.Listen;
import dev.roster.dns.server.ListenOptions;
import dev.roster.dns.server.TlsIdentity;
import dev.roster.dns.template.TemplateDirective;
import dev.roster.dns.tls.TlsFiles;
import dev.roster.dns.transfer.TransferDirective;
import dev.roster.dns.transfer.TransferNotices;
import dev.roster.dns.zonefile.FileDirective;
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
  /// What `chaos` says where the Corefile says nothing.
  private static final String PROGRAM = "Roster";

  /// Directives in front of `acl` behind which a question may be another.
  private static final Set<String> CHANGES_QUESTIONS = Set.of("rewrite", "autopath", "dns64");

  private final Map<String, List<String>> interfaces;
  private final KubernetesFactory kubernetes;
  private final Host host;
  private final Forwards forwards;
  private final CacheMetrics caches = new CacheMetrics();

  private final List<CorefileProblem> problems = new ArrayList<>();
  private final Map<Listen, List<ServerBlock>> listeners = new LinkedHashMap<>();
  private final Map<Listen, ListenOptions> options = new LinkedHashMap<>();
  private final Set<Place> health = new LinkedHashSet<>();
  private final Set<Place> ready = new LinkedHashSet<>();
  private final Set<Place> metrics = new LinkedHashSet<>();
  private final List<Owned> owned = new ArrayList<>();
  private final List<MetricSource> numbers = new ArrayList<>();
  private final Overlaps overlaps = new Overlaps();
  private final EnabledDirectives enabled = new EnabledDirectives();
  private boolean readyContinuously;
  private boolean runtimeMetrics;
  private Duration lameduck = Duration.ZERO;

  private Assembler(Map<String, List<String>> interfaces, KubernetesFactory kubernetes, Host host) {
    this.interfaces = interfaces;
    this.kubernetes = kubernetes;
    this.host = host;
    this.forwards = new Forwards(host.scheduler(), host.random(), host.nanoTime());
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
    numbers.add(enabled);
    numbers.add(forwards.numbers());
    numbers.add(caches);
    for (ServerBlockConfig block : config.blocks()) add(block);
    if (!problems.isEmpty()) return new Assembly.Result.Refused(problems);
    List<DnsConfig.Listener> all = new ArrayList<>();
    listeners.forEach((listen, blocks) -> all.add(listener(listen, blocks)));
    return new Assembly.Result.Assembled(
        new Assembly(
            new DnsConfig(all),
            health,
            ready,
            readyContinuously,
            metrics,
            runtimeMetrics,
            lameduck,
            numbers,
            owned));
  }

  private void add(ServerBlockConfig block) {
    List<String> hosts = BindAddresses.resolve(block.find(BindConfig.class), interfaces, problems);
    List<IpAddress> own = BindAddresses.own(hosts, interfaces);
    List<Directive> directives = new ArrayList<>();
    for (DirectiveConfig directive : block.directives()) {
      runtime(block, directive).ifPresent(directives::add);
    }
    boolean foreign =
        block.find(RosterConfig.class).map(RosterConfig::foreign).orElse(Foreign.COREDNS)
            == Foreign.NXDOMAIN;
    if (foreign) directives.add(new ForeignDirective());
    if (roster(block).strict()) {
      directives.add(new StrictDirective());
      // RFC 8482; more than one changes nothing.
      directives.add(new AnyDirective());
    }
    Optional<TlsIdentity> tls = tls(block);
    String view = block.find(ViewConfig.class).map(ViewConfig::name).orElse("");
    guard(block).ifPresent(directives::add);
    for (Directive directive : directives) {
      if (directive instanceof TransferDirective transfer) {
        owned.add(new TransferNotices(transfer, directives, own, host));
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
      owned.add(files);
      return Optional.of(files.identity());
    } catch (IOException failed) {
      problems.add(CorefileProblem.of(config.get().position(), "tls: " + TlsFiles.why(failed)));
    } catch (InvalidPathException failed) {
      problems.add(CorefileProblem.of(config.get().position(), "tls: " + failed.getMessage()));
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
    numbers.add(guard);
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
      owned.add(secrets);
      return Optional.of(secrets);
    } catch (IOException | InvalidPathException failed) {
      problems.add(CorefileProblem.of(file.position(), "cookies: " + failed.getMessage()));
      return Optional.empty();
    }
  }

  /// What acts on packets for a directive; none for those that configure the process.
  private Optional<Directive> runtime(ServerBlockConfig block, DirectiveConfig directive) {
    return switch (directive) {
      case BindConfig _, ReloadConfig _, RosterConfig _, RootConfig _ -> Optional.empty();
      case TlsConfig _, TimeoutsConfig _, MultisocketConfig _, HttpsConfig _ -> Optional.empty();
      case CancelConfig _, IdleConfig _ -> Optional.empty();
      case AnyConfig _ -> Optional.of(new AnyDirective());
      case MinimalConfig _ -> Optional.of(new MinimalDirective());
      case ViewConfig config -> Optional.of(new ViewDirective(config));
      case WhoamiConfig _ -> Optional.of(new WhoamiDirective());
      case MetadataConfig config -> Optional.of(new MetadataDirective(config.zones()));
      case BufsizeConfig config -> Optional.of(new BufsizeDirective(config.bytes()));
      case HeaderConfig config -> Optional.of(new HeaderDirective(config));
      case NsidConfig config ->
          Optional.of(new NsidDirective(config.text().orElseGet(MachineName::get)));
      case ChaosConfig config -> Optional.of(chaos(config));
      case LocalConfig config -> {
        LocalDirective local = new LocalDirective(config.prefix());
        numbers.add(local);
        yield Optional.of(local);
      }
      case AclConfig config -> {
        boolean asAsked = block.directiveNames().stream().noneMatch(CHANGES_QUESTIONS::contains);
        AclDirective acl = new AclDirective(config, asAsked);
        numbers.add(acl);
        yield Optional.of(acl);
      }
      case HealthConfig config -> {
        health.add(place(config.address()));
        if (config.lameduck().compareTo(lameduck) > 0) lameduck = config.lameduck();
        yield Optional.empty();
      }
      case ReadyConfig config -> {
        ready.add(place(config.address()));
        readyContinuously = config.continuously();
        yield Optional.empty();
      }
      case PrometheusConfig config -> {
        metrics.add(place(config.address()));
        runtimeMetrics |= config.runtimeMetrics();
        yield Optional.of(new PrometheusDirective());
      }
      case ErrorsConfig config -> {
        ErrorsDirective errors = new ErrorsDirective(config, host.scheduler(), host.lines());
        owned.add(errors);
        yield Optional.of(errors);
      }
      case LogConfig config -> Optional.of(new LogDirective(config, host.nanoTime(), host.lines()));
      case LoadbalanceConfig config -> loadbalance(block, config);
      case Dns64Config config -> Optional.of(new Dns64Directive(config));
      case TemplateConfig config -> Optional.of(new TemplateDirective(config));
      case RewriteConfig config -> Optional.of(new RewriteDirective(config));
      case ForwardConfig config -> {
        ForwardDirective forward =
            forwards.directive(config, file -> path(block, file.toString()), problems);
        owned.add(forward);
        yield Optional.of(forward);
      }
      case TransferConfig config -> Optional.of(new TransferDirective(config));
      case HostsConfig config -> {
        HostsDirective hosts =
            new HostsDirective(config, path(block, config.path()), host.scheduler(), host.lines());
        owned.add(hosts);
        numbers.add(hosts);
        yield Optional.of(hosts);
      }
      case FileConfig config -> {
        FileDirective file =
            FileDirective.of(
                config, path -> path(block, path), host.scheduler(), host.lines(), problems);
        owned.add(file);
        yield Optional.of(file);
      }
      case CacheConfig config -> Optional.of(new CacheDirective(config, caches, host.nanoTime()));
      case LoopConfig config -> {
        LoopDirective loop =
            new LoopDirective(config.zone(), self(block), forwards.loopNames(), host);
        owned.add(loop);
        yield Optional.of(loop);
      }
      case KubernetesConfig config -> Optional.of(kubernetes.kubernetes(config, roster(block)));
      case ExternalConfig config -> external(block, config);
      case AutopathConfig config -> autopath(block, config);
    };
  }

  private Optional<Directive> external(ServerBlockConfig block, ExternalConfig config) {
    Optional<KubernetesConfig> seen = block.find(KubernetesConfig.class);
    if (seen.isEmpty()) {
      problems.add(
          CorefileProblem.of(
              block.zones().getFirst().position(),
              "k8s_external shows what kubernetes does, which this server block doesn't have"));
    }
    return seen.map(it -> ExternalDirective.of(config, it, roster(block)));
  }

  private static RosterConfig roster(ServerBlockConfig block) {
    return block.find(RosterConfig.class).orElse(RosterConfig.DEFAULT);
  }

  private Optional<Directive> autopath(ServerBlockConfig block, AutopathConfig config) {
    try {
      AutopathDirective autopath =
          new AutopathDirective(config.zones(), AutopathSource.of(block, config, problems));
      numbers.add(autopath);
      return Optional.of(autopath);
    } catch (IOException unreadable) {
      problems.add(
          CorefileProblem.of(
              config.position(), "autopath can't read " + config.source() + ": " + unreadable));
      return Optional.empty();
    }
  }

  private Optional<Directive> loadbalance(ServerBlockConfig block, LoadbalanceConfig config) {
    return switch (config.policy()) {
      case Policy.RoundRobin _ when config.preferred().isEmpty() ->
          Optional.of(new LoadbalanceDirective());
      case Policy.RoundRobin _ ->
          Optional.of(new PreferringDirective(config.preferred(), host.random()));
      case Policy.Weighted weighted -> {
        try {
          WeightedDirective directive =
              new WeightedDirective(
                  weighted,
                  path(block, weighted.file()),
                  host.random(),
                  host.scheduler(),
                  host.lines());
          owned.add(directive);
          yield Optional.of(directive);
        } catch (IOException | InvalidPathException wrong) {
          problems.add(
              CorefileProblem.of(weighted.position(), "loadbalance: " + wrong.getMessage()));
          yield Optional.empty();
        }
      }
    };
  }

  private static ChaosDirective chaos(ChaosConfig config) {
    List<String> authors = config.authors().isEmpty() ? List.of(PROGRAM) : config.authors();
    return new ChaosDirective(config.version().orElse(PROGRAM), authors, MachineName.get());
  }

  /// Where a path in a block leads, which `root` may say.
  private static Path path(ServerBlockConfig block, String path) {
    return block
        .find(RootConfig.class)
        .map(root -> root.resolve(path))
        .orElseGet(() -> Path.of(path));
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
