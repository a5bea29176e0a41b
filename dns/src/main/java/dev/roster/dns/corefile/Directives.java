package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.List;

/// The table of directives: one row each, in the order in which they act. A new directive is a
/// record of [DirectiveConfig] and a row here.
final class Directives {
  private Directives() {}

  /// Reads all words of one directive in one server block.
  @FunctionalInterface
  interface Parser {
    DirectiveConfig parse(TokenCursor words, BlockContext block) throws Refusal;
  }

  /// A directive and its parser.
  record Row(String name, Parser parser) {}

  /// What Roster knows.
  static final List<Row> TABLE =
      List.of(
          new Row("roster", RosterConfig::parse),
          new Row("root", RootConfig::parse),
          new Row("metadata", MetadataConfig::parse),
          new Row("cancel", CancelConfig::parse),
          new Row("https", HttpsConfig::parse),
          new Row("timeouts", TimeoutsConfig::parse),
          new Row("multisocket", MultisocketConfig::parse),
          new Row("reload", ReloadConfig::parse),
          new Row("nsid", NsidConfig::parse),
          new Row("bufsize", BufsizeConfig::parse),
          new Row("bind", BindConfig::parse),
          new Row("debug", IdleConfig::debug),
          new Row("trace", IdleConfig::trace),
          new Row("ready", ReadyConfig::parse),
          new Row("health", HealthConfig::parse),
          new Row("pprof", IdleConfig::pprof),
          new Row("prometheus", PrometheusConfig::parse),
          new Row("errors", ErrorsConfig::parse),
          new Row("log", LogConfig::parse),
          new Row("dnstap", IdleConfig::dnstap),
          new Row("local", LocalConfig::parse),
          new Row("any", AnyConfig::parse),
          new Row("chaos", ChaosConfig::parse),
          new Row("loadbalance", LoadbalanceConfig::parse),
          new Row("dns64", Dns64Config::parse),
          new Row("rewrite", RewriteConfig::parse),
          new Row("template", TemplateConfig::parse),
          new Row("acl", AclConfig::parse),
          new Row("cache", CacheConfig::parse),
          new Row("header", HeaderConfig::parse),
          new Row("tls", TlsConfig::parse),
          new Row("autopath", AutopathConfig::parse),
          new Row("minimal", MinimalConfig::parse),
          new Row("transfer", TransferConfig::parse),
          new Row("hosts", HostsConfig::parse),
          new Row("k8s_external", ExternalConfig::parse),
          new Row("kubernetes", KubernetesConfig::parse),
          new Row("file", FileConfig::parse),
          new Row("loop", LoopConfig::parse),
          new Row("forward", ForwardConfig::parse),
          new Row("erratic", ErraticConfig::parse),
          new Row("whoami", WhoamiConfig::parse),
          new Row("view", ViewConfig::parse));

  private static final List<String> NAMES = TABLE.stream().map(Row::name).toList();

  /// What CoreDNS 1.14.7 has beyond that.
  private static final List<String> COREDNS =
      List.of(
          ("acl any auto autopath azure bufsize cancel chaos clouddns debug dns64 dnssec"
                  + " dnstap etcd geoip grpc grpc_server header https"
                  + " https3 k8s_external local metadata minimal multisocket nomad nsid on"
                  + " pprof proxyproto quic rewrite root route53 secondary shed sign template"
                  + " timeouts tls trace tsig view whoami")
              .split(" "));

  /// Whether Roster knows a directive of this name.
  static boolean isKnown(String name) {
    return NAMES.contains(name);
  }

  /// What is wrong with a directive that Roster doesn't know.
  static CorefileProblem unknown(String name, Position position) {
    String hint =
        COREDNS.contains(name)
            ? "CoreDNS has it, Roster does not yet"
            : Suggestions.hint(name, NAMES);
    return new CorefileProblem(position, "unknown directive \"" + name + "\"", hint);
  }
}
