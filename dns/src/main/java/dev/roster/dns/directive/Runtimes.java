package dev.roster.dns.directive;

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
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.DirectiveConfig;
import dev.roster.dns.corefile.Dns64Config;
import dev.roster.dns.corefile.ErraticConfig;
import dev.roster.dns.corefile.ErrorsConfig;
import dev.roster.dns.corefile.ExternalConfig;
import dev.roster.dns.corefile.FileConfig;
import dev.roster.dns.corefile.ForwardConfig;
import dev.roster.dns.corefile.HeaderConfig;
import dev.roster.dns.corefile.HealthConfig;
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
import dev.roster.dns.corefile.ServerBlockConfig;
import dev.roster.dns.corefile.TemplateConfig;
import dev.roster.dns.corefile.TimeoutsConfig;
import dev.roster.dns.corefile.TlsConfig;
import dev.roster.dns.corefile.TransferConfig;
import dev.roster.dns.corefile.ViewConfig;
import dev.roster.dns.corefile.WhoamiConfig;
import dev.roster.dns.dns64.Dns64Directive;
import dev.roster.dns.forward.Forwards;
import dev.roster.dns.forward.LoopDirective;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.hosts.HostsDirective;
import dev.roster.dns.kubernetes.ExternalDirective;
import dev.roster.dns.loadbalance.PreferringDirective;
import dev.roster.dns.loadbalance.WeightedDirective;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.rewrite.RewriteDirective;
import dev.roster.dns.template.TemplateDirective;
import dev.roster.dns.transfer.TransferDirective;
import dev.roster.dns.zonefile.FileDirective;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Makes of each directive of a Corefile what acts on packets. What of it lives on its own (timers,
/// files, connections) and what it counts is kept for the assembly.
final class Runtimes {
  /// What `chaos` says where the Corefile says nothing.
  private static final String PROGRAM = "Roster";

  /// Directives in front of `acl` behind which a question may be another.
  private static final Set<String> CHANGES_QUESTIONS = Set.of("rewrite", "autopath", "dns64");

  private final KubernetesFactory kubernetes;
  private final Host host;
  private final Function<ServerBlockConfig, InetSocketAddress> self;
  private final List<CorefileProblem> problems;
  private final Forwards forwards;
  private final CacheMetrics caches = new CacheMetrics();
  private final List<Owned> owned = new ArrayList<>();
  private final List<MetricSource> numbers = new ArrayList<>();

  /// @param self where a block is asked by this machine itself
  /// @param problems where it says what can't be had
  Runtimes(
      KubernetesFactory kubernetes,
      Host host,
      Function<ServerBlockConfig, InetSocketAddress> self,
      List<CorefileProblem> problems) {
    this.kubernetes = kubernetes;
    this.host = host;
    this.self = self;
    this.problems = problems;
    this.forwards = new Forwards(host.scheduler(), host.random(), host.nanoTime());
    numbers.add(forwards.numbers());
    numbers.add(caches);
  }

  /// What starts and ends with the configuration.
  List<Owned> owned() {
    return owned;
  }

  /// What counts.
  List<MetricSource> numbers() {
    return numbers;
  }

  /// What acts on packets for a directive; none for those that configure the process.
  Optional<Directive> of(ServerBlockConfig block, DirectiveConfig directive) {
    return switch (directive) {
      case BindConfig _, ReloadConfig _, RosterConfig _, RootConfig _ -> Optional.empty();
      case TlsConfig _, TimeoutsConfig _, MultisocketConfig _, HttpsConfig _ -> Optional.empty();
      case HealthConfig _, ReadyConfig _ -> Optional.empty();
      case CancelConfig _ -> held(new PassingDirective("cancel"));
      case IdleConfig(String name) -> held(new PassingDirective(name));
      case AnyConfig _ -> held(new AnyDirective());
      case MinimalConfig _ -> held(new MinimalDirective());
      case ViewConfig config -> held(new ViewDirective(config));
      case ErraticConfig config -> held(new ErraticDirective(config, host.nanoTime()));
      case WhoamiConfig _ -> held(new WhoamiDirective());
      case MetadataConfig config -> held(new MetadataDirective(config.zones()));
      case BufsizeConfig config -> held(new BufsizeDirective(config.bytes()));
      case HeaderConfig config -> held(new HeaderDirective(config));
      case NsidConfig config -> held(new NsidDirective(config.text().orElseGet(MachineName::get)));
      case ChaosConfig config -> held(chaos(config));
      case LocalConfig config -> held(new LocalDirective(config.prefix()));
      case AclConfig config -> held(acl(block, config));
      case PrometheusConfig _ -> held(new PrometheusDirective());
      case ErrorsConfig config -> held(new ErrorsDirective(config, host.scheduler(), host.lines()));
      case LogConfig config -> held(new LogDirective(config, host.nanoTime(), host.lines()));
      case LoadbalanceConfig config -> loadbalance(block, config);
      case Dns64Config config -> held(new Dns64Directive(config));
      case TemplateConfig config -> held(new TemplateDirective(config));
      case RewriteConfig config -> held(new RewriteDirective(config));
      case ForwardConfig config ->
          held(forwards.directive(config, file -> path(block, file.toString()), problems));
      case TransferConfig config -> held(new TransferDirective(config, roster(block).strict()));
      case HostsConfig config ->
          held(
              new HostsDirective(
                  config, path(block, config.path()), host.scheduler(), host.lines()));
      case FileConfig config ->
          held(
              FileDirective.of(
                  config, path -> path(block, path), host.scheduler(), host.lines(), problems));
      case CacheConfig config -> held(new CacheDirective(config, caches, host.nanoTime()));
      case LoopConfig config ->
          held(new LoopDirective(config.zone(), self.apply(block), forwards.loopNames(), host));
      case KubernetesConfig config -> held(kubernetes.kubernetes(config, roster(block)));
      case ExternalConfig config -> external(block, config);
      case AutopathConfig config -> autopath(block, config);
    };
  }

  /// Keeps what a directive is beside that.
  private Optional<Directive> held(Directive directive) {
    if (directive instanceof Owned timer) owned.add(timer);
    if (directive instanceof MetricSource counter) numbers.add(counter);
    return Optional.of(directive);
  }

  private static AclDirective acl(ServerBlockConfig block, AclConfig config) {
    return new AclDirective(
        config, block.directiveNames().stream().noneMatch(CHANGES_QUESTIONS::contains));
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
      return held(
          new AutopathDirective(config.zones(), AutopathSource.of(block, config, problems)));
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
          held(new LoadbalanceDirective());
      case Policy.RoundRobin _ -> held(new PreferringDirective(config.preferred(), host.random()));
      case Policy.Weighted weighted -> {
        try {
          yield held(
              new WeightedDirective(
                  weighted,
                  path(block, weighted.file()),
                  host.random(),
                  host.scheduler(),
                  host.lines()));
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
}
