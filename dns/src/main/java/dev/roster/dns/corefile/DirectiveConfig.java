package dev.roster.dns.corefile;

/// What one directive of a server block asks for. A directive that stands several times in a block
/// is one configuration.
public sealed interface DirectiveConfig
    permits BindConfig,
        ErrorsConfig,
        HealthConfig,
        KubernetesConfig,
        LoadbalanceConfig,
        LogConfig,
        PrometheusConfig,
        ReadyConfig,
        ReloadConfig,
        RewriteConfig,
        RosterConfig {
  /// The directive's name in the Corefile.
  String directive();
}
