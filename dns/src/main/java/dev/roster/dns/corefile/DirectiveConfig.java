package dev.roster.dns.corefile;

/// What one directive of a server block asks for. A directive that stands several times in a block
/// is one configuration.
public sealed interface DirectiveConfig
    permits AclConfig,
        AnyConfig,
        BindConfig,
        BufsizeConfig,
        CancelConfig,
        ChaosConfig,
        ErrorsConfig,
        HeaderConfig,
        HealthConfig,
        IdleConfig,
        KubernetesConfig,
        LoadbalanceConfig,
        LocalConfig,
        LogConfig,
        MetadataConfig,
        MinimalConfig,
        NsidConfig,
        PrometheusConfig,
        ReadyConfig,
        ReloadConfig,
        RewriteConfig,
        RootConfig,
        RosterConfig,
        WhoamiConfig {
  /// The directive's name in the Corefile.
  String directive();
}
