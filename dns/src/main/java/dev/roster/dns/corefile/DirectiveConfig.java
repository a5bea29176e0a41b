package dev.roster.dns.corefile;

/// What one directive of a server block asks for. A directive that stands several times in a block
/// is one configuration.
public sealed interface DirectiveConfig
    permits AclConfig,
        AnyConfig,
        AutopathConfig,
        BindConfig,
        BufsizeConfig,
        CacheConfig,
        CancelConfig,
        ChaosConfig,
        Dns64Config,
        ErraticConfig,
        ErrorsConfig,
        ForwardConfig,
        ExternalConfig,
        HeaderConfig,
        HealthConfig,
        HttpsConfig,
        FileConfig,
        HostsConfig,
        IdleConfig,
        KubernetesConfig,
        LoadbalanceConfig,
        LocalConfig,
        LogConfig,
        LoopConfig,
        MetadataConfig,
        MinimalConfig,
        MultisocketConfig,
        NsidConfig,
        PrometheusConfig,
        ReadyConfig,
        ReloadConfig,
        RewriteConfig,
        RootConfig,
        RosterConfig,
        TimeoutsConfig,
        TlsConfig,
        TransferConfig,
        TemplateConfig,
        ViewConfig,
        WhoamiConfig {
  /// The directive's name in the Corefile.
  String directive();
}
