package dev.roster.dns.corefile;

import static dev.roster.dns.corefile.CorefileCases.accepted;
import static dev.roster.dns.corefile.CorefileCases.only;
import static dev.roster.dns.corefile.CorefileCases.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.names.Network;
import dev.roster.dns.corefile.AclConfig.Action;
import dev.roster.dns.corefile.AclConfig.Policy;
import dev.roster.dns.corefile.HeaderConfig.Flag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Defaults and properties of the directives that have few.
class SmallConfigsTest {
  @Test
  void erratic() {
    assertThat(only(ErraticConfig.class, "erratic").drop()).isEqualTo(2);
    assertThat(only(ErraticConfig.class, "erratic ignored words").drop()).isEqualTo(2);
    ErraticConfig late = only(ErraticConfig.class, "erratic {\n delay\n}");
    assertThat(late.drop()).isZero();
    assertThat(late.delayed()).hasMillis(100);
    for (String wrong :
        List.of(
            "drop x",
            "drop -1",
            "drop 1 2",
            "delay 3 a",
            "delay -1",
            "delay 1 1s 2",
            "x",
            "truncate -1",
            "truncate a",
            "truncate 1 2",
            "drop 2147483648")) {
      assertThat(refused("example.org {\n erratic {\n " + wrong + "\n}\n}\n"))
          .as(wrong)
          .startsWith("Corefile:");
    }
  }

  @Test
  void defaults() {
    assertThat(only(BufsizeConfig.class, "bufsize").bytes()).isEqualTo(1232);
    assertThat(only(NsidConfig.class, "nsid a b").text()).contains("a b");
    assertThat(only(NsidConfig.class, "nsid").text()).isEmpty();
    assertThat(only(CancelConfig.class, "cancel").timeout()).isEqualTo(Duration.ofMillis(5001));
    assertThat(only(LocalConfig.class, "local").prefix()).isTrue();
    assertThat(only(ChaosConfig.class, "chaos v b a b"))
        .isEqualTo(new ChaosConfig(Optional.of("v"), List.of("a", "b")));
    assertThat(only(MetadataConfig.class, "metadata").zones())
        .containsExactly(Name.of("example.org"));
    assertThat(only(RootConfig.class, "root /etc").resolve("db").toString()).isEqualTo("/etc/db");
    assertThat(only(HeaderConfig.class, "header {\n QUERY SET RD AA\n response clear ra\n}"))
        .isEqualTo(
            new HeaderConfig(
                List.of(new HeaderConfig.Rule(Flag.RD, true), new HeaderConfig.Rule(Flag.AA, true)),
                List.of(new HeaderConfig.Rule(Flag.RA, false))));
  }

  @Test
  void aclPolicies() {
    AclConfig acl =
        only(
            AclConfig.class,
            """
            acl a.test {
             Block type A AAAA net 10.0.0.0/8 ::1
             allow
            }
            acl {
             drop net *
            }\
            """);
    assertThat(acl.rules()).hasSize(2);
    assertThat(acl.rules().getFirst().zones()).containsExactly(Name.of("a.test"));
    assertThat(acl.rules().getFirst().policies())
        .containsExactly(
            new Policy(
                Action.BLOCK,
                Set.of(1, 28),
                List.of(
                    Network.parse("10.0.0.0/8").orElseThrow(),
                    Network.parse("::1/128").orElseThrow())),
            new Policy(Action.ALLOW, Set.of(), List.of()));
    assertThat(acl.rules().get(1).policies().getFirst().networks()).isEqualTo(Network.ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "any x",
        "any {\n}",
        "minimal x",
        "whoami x",
        "bufsize 511",
        "bufsize 4097",
        "bufsize 1 2",
        "bufsize x",
        "nsid a\nnsid b",
        "root",
        "cancel 0s",
        "cancel x",
        "cancel 1s 2s",
        "metadata {\n x\n}",
        "metadata\nmetadata",
        "local x",
        "local {\n x\n}",
        "local {\n localhost_prefix maybe\n}",
        "chaos {\n x\n}",
        "header",
        "header {\n}",
        "header {\n query set\n}",
        "header {\n query on aa\n}",
        "header {\n query set tc\n}",
        "header {\n both set aa\n}",
        "debug x",
        "pprof x",
        "pprof :1 :2",
        "pprof\npprof",
        "pprof {\n block x\n}",
        "trace a b c",
        "trace jaeger x",
        "trace {\n every -1\n}",
        "trace {\n client_server maybe\n}",
        "trace {\n datadog_analytics_rate 2\n}",
        "dnstap",
        "dnstap listen",
        "dnstap x full 0",
        "dnstap x full 1 5000",
        "dnstap x {\n tls a b\n}",
        "acl {\n permit\n}",
        "acl {\n block type a\n}",
        "acl {\n block type TYPE1\n}",
        "acl {\n block net 10.0.0.0/33\n}",
        "acl {\n block net\n}",
        "acl {\n block A\n}",
      })
  void refusedAsCoreDnsDoes(String lines) {
    assertThat(refused(".:53 {\n" + lines + "\n}")).startsWith("Corefile:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "debug",
        "pprof",
        "pprof :6060 {\n block\n}",
        "trace",
        "trace host:1",
        "trace zipkin host:1",
        "trace {\n every 3\n service a\n client_server\n zipkin_max_batch_interval 1s\n}",
        "dnstap /tmp/x.sock full",
        "dnstap tcp://h:1 full 2 3 {\n identity a\n skipverify\n}",
        "cancel 1s",
      })
  void whatIsNotActedOnHasANote(String lines) {
    assertThat(accepted(".:53 {\n" + lines + "\n}").notes().toString())
        .contains("Corefile:2:1: ")
        .contains("is accepted and not acted on: ");
  }
}
