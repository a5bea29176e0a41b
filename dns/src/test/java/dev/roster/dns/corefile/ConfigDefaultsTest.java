package dev.roster.dns.corefile;

import static dev.roster.dns.corefile.CorefileCases.accepted;
import static dev.roster.dns.corefile.CorefileCases.only;
import static dev.roster.dns.corefile.CorefileCases.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.dns.corefile.ErrorsConfig.Level;
import dev.roster.dns.corefile.KubernetesConfig.Cluster;
import dev.roster.dns.corefile.KubernetesConfig.Pods;
import dev.roster.dns.corefile.LoadbalanceConfig.Policy;
import dev.roster.dns.corefile.LogConfig.AnswerClass;
import dev.roster.dns.corefile.LogConfig.Rule;
import dev.roster.dns.corefile.RosterConfig.Foreign;
import dev.roster.dns.pipeline.DirectiveOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The defaults of every directive and the name of every property.
class ConfigDefaultsTest {
  @Test
  void bind() {
    BindConfig bind =
        only(BindConfig.class, "bind 127.0.0.1 lo {\n except 127.0.0.2 eth0\n}\nbind ::1");
    assertThat(bind.bindings()).hasSize(2);
    assertThat(bind.bindings().getFirst().addresses())
        .extracting(Token::text)
        .containsExactly("127.0.0.1", "lo");
    assertThat(bind.bindings().getFirst().except())
        .extracting(Token::text)
        .containsExactly("127.0.0.2", "eth0");
    assertThat(bind.bindings().get(1).except()).isEmpty();
    assertThat(refused(". {\n bind lo {\n only x\n}\n}")).contains("no property \"only\"");
  }

  @Test
  void errors() {
    assertThat(only(ErrorsConfig.class, "errors")).isEqualTo(new ErrorsConfig(List.of(), false));
    assertThat(only(ErrorsConfig.class, "errors stdout {\n stacktrace\n}"))
        .isEqualTo(new ErrorsConfig(List.of(), true));
    ErrorsConfig.Consolidation one =
        only(ErrorsConfig.class, "errors {\n consolidate 1m30s \"^a b$\" info show_first\n}")
            .consolidations()
            .getFirst();
    assertThat(one.period()).isEqualTo(Duration.ofSeconds(90));
    assertThat(one.pattern().text()).isEqualTo("^a b$");
    assertThat(one.pattern().find("a b")).isPresent();
    assertThat(one.level()).isEqualTo(Level.INFO);
    assertThat(one.showFirst()).isTrue();
    ErrorsConfig.Consolidation plain =
        only(ErrorsConfig.class, "errors {\n consolidate 1s x\n}").consolidations().getFirst();
    assertThat(plain.level()).isEqualTo(Level.ERROR);
    assertThat(plain.showFirst()).isFalse();
  }

  @Test
  void health() {
    assertThat(only(HealthConfig.class, "health"))
        .isEqualTo(new HealthConfig(new HostPort("", 8080), Duration.ZERO));
    assertThat(only(HealthConfig.class, "health [::1]:1 {\n lameduck 5s\n}"))
        .isEqualTo(new HealthConfig(new HostPort("::1", 1), Duration.ofSeconds(5)));
    assertThat(only(HealthConfig.class, "health :1\nhealth {\n lameduck 1s\n}"))
        .isEqualTo(new HealthConfig(new HostPort("", 1), Duration.ofSeconds(1)));
  }

  @Test
  void kubernetes() {
    assertThat(only(KubernetesConfig.class, "kubernetes"))
        .isEqualTo(
            new KubernetesConfig(
                List.of(Name.of("example.org")),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Pods.DISABLED,
                5,
                false,
                false,
                false,
                false,
                List.of(),
                List.of(),
                Duration.ofSeconds(5),
                Cluster.DEFAULT));
    assertThat(
            only(
                KubernetesConfig.class,
                """
                kubernetes a.test 10.0.0.0/7 b.test {
                  namespaces x
                  namespaces y x
                  labels a in (b, c)
                  pods insecure
                  ttl 7
                  endpoint_pod_names
                  ignore empty_service
                  zonal
                  fallthrough in-addr.arpa
                  multicluster b.test
                  startup_timeout 1s
                  endpoint http://a http://b
                  tls c k a
                  kubeconfig f ctx
                  apiserver_qps 1.5
                  apiserver_burst 2
                  apiserver_max_inflight 3
                }
                """))
        .isEqualTo(
            new KubernetesConfig(
                List.of(
                    Name.of("a.test"),
                    Name.of("10.in-addr.arpa"),
                    Name.of("11.in-addr.arpa"),
                    Name.of("b.test")),
                Set.of("x", "y"),
                LabelSelector.parse("a in (b,c)"),
                Optional.empty(),
                Pods.INSECURE,
                7,
                true,
                false,
                true,
                true,
                List.of(Name.of("in-addr.arpa")),
                List.of(Name.of("b.test")),
                Duration.ofSeconds(1),
                new Cluster("http://a", List.of("c", "k", "a"), "f", "ctx", 1.5, 2, 3)));
    KubernetesConfig others =
        only(
            KubernetesConfig.class,
            """
            kubernetes in-addr.arpa a.test {
              noendpoints
              namespace_labels a=b
              fallthrough
            }\
            """);
    assertThat(others.noEndpoints()).isTrue();
    assertThat(others.namespaceLabels()).isEqualTo(LabelSelector.parse("a=b"));
    assertThat(others.fallthrough()).containsExactly(Name.ROOT);
    assertThat(others.primaryZone()).isEqualTo(Name.of("a.test"));
  }

  @Test
  void everyKubernetesOptionIsActedOn() {
    String text =
        ". {\n kubernetes a b {\n labels a=b\n zonal\n multicluster b\n namespace_labels c\n}\n}";
    assertThat(accepted(text).notes()).isEmpty();
  }

  @Test
  void loadbalance() {
    assertThat(only(LoadbalanceConfig.class, "loadbalance"))
        .isEqualTo(new LoadbalanceConfig(new Policy.RoundRobin(), List.of()))
        .isEqualTo(only(LoadbalanceConfig.class, "loadbalance round_robin"));
    assertThat(weighted("loadbalance weighted f").file()).isEqualTo("f");
    assertThat(weighted("loadbalance weighted f").reload()).hasSeconds(30);
    assertThat(weighted("loadbalance weighted f {\n reload 1s\n}").reload()).hasSeconds(1);
    assertThat(refused(". {\n loadbalance weighted f {\n reload -1s\n}\n}")).contains("duration");
    assertThat(
            only(LoadbalanceConfig.class, "loadbalance {\n prefer 10.0.0.0/8 fd00::/8\n}")
                .preferred())
        .hasToString("[10.0.0.0/8, fd00::/8]");
    assertThat(refused(". {\n loadbalance {\n prefer 10.0.0.0\n}\n}")).contains("is no CIDR");
  }

  private static Policy.Weighted weighted(String text) {
    return switch (only(LoadbalanceConfig.class, text).policy()) {
      case Policy.Weighted weighted -> weighted;
      case Policy.RoundRobin other -> throw new AssertionError(other);
    };
  }

  @Test
  void log() {
    Rule all = new Rule(Name.ROOT, LogConfig.COMMON_FORMAT, Set.of(AnswerClass.ALL));
    assertThat(only(LogConfig.class, "log")).isEqualTo(new LogConfig(List.of(all)));
    assertThat(
            only(
                LogConfig.class,
                "log a B {common}-{combined} {\n class denial\n class error\n}\nlog"))
        .isEqualTo(new LogConfig(List.of(denials("a"), denials("b"), all)));
    assertThat(only(LogConfig.class, "log x {\n class all success\n}").rules().getFirst().classes())
        .isEqualTo(Set.of(AnswerClass.ALL, AnswerClass.SUCCESS));
    assertThat(LogConfig.COMBINED_FORMAT).isEqualTo(LogConfig.COMMON_FORMAT + " \"{>opcode}\"");
  }

  private static Rule denials(String zone) {
    return new Rule(
        Name.of(zone),
        LogConfig.COMMON_FORMAT + "-" + LogConfig.COMBINED_FORMAT,
        Set.of(AnswerClass.DENIAL, AnswerClass.ERROR));
  }

  @Test
  void prometheus() {
    assertThat(only(PrometheusConfig.class, "prometheus"))
        .isEqualTo(new PrometheusConfig(new HostPort("localhost", 9153), false));
    assertThat(only(PrometheusConfig.class, "prometheus :1 {\n runtime_metrics\n}"))
        .isEqualTo(new PrometheusConfig(new HostPort("", 1), true));
    assertThat(refused(". {\n prometheus {\n tls f\n}\n}")).contains("over tls is not served");
  }

  @Test
  void ready() {
    assertThat(only(ReadyConfig.class, "ready"))
        .isEqualTo(new ReadyConfig(new HostPort("", 8181), false));
    assertThat(only(ReadyConfig.class, "ready a:1 {\n monitor continuously\n}"))
        .isEqualTo(new ReadyConfig(new HostPort("a", 1), true));
    assertThat(only(ReadyConfig.class, "ready {\n monitor until-ready\n}").continuously())
        .isFalse();
  }

  @Test
  void reload() {
    assertThat(only(ReloadConfig.class, "reload"))
        .isEqualTo(new ReloadConfig(Duration.ofSeconds(30), Duration.ofSeconds(15)));
    assertThat(only(ReloadConfig.class, "reload 10s 20s"))
        .isEqualTo(new ReloadConfig(Duration.ofSeconds(10), Duration.ofSeconds(5)));
    assertThat(only(ReloadConfig.class, "reload 2s 0s").jitter()).isZero();
  }

  @Test
  void roster() {
    assertThat(only(RosterConfig.class, "roster")).isEqualTo(RosterConfig.DEFAULT);
    assertThat(only(RosterConfig.class, "roster {\n foreign nxdomain\n negative_ttl 0\n}"))
        .isEqualTo(
            new RosterConfig(Foreign.NXDOMAIN, OptionalInt.of(0), false, GuardConfig.NONE, false));
    assertThat(only(RosterConfig.class, "roster {\n foreign coredns\n}").foreign())
        .isEqualTo(Foreign.COREDNS);
    assertThat(refused(". {\n roster {\n foriegn x\n}\n}")).contains("did you mean \"foreign\"?");
    assertThat(refused(". {\n roster {\n negative_ttl 3601\n}\n}")).contains("expected: 0..3600");
    assertThat(only(RosterConfig.class, "roster {\n strict\n}").strict()).isTrue();
    assertThat(only(RosterConfig.class, "roster {\n top_metrics\n}").topMetrics()).isTrue();
  }

  @Test
  void everyDirectiveHasOneRowAndAPlaceInTheOrder() {
    assertThat(Directives.TABLE).extracting(Directives.Row::name).doesNotHaveDuplicates();
    assertThat(DirectiveOrder.NAMES)
        .containsAll(Directives.TABLE.stream().map(Directives.Row::name).toList());
  }
}
