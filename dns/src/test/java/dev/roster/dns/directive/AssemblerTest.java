package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.objects.Tree;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.KubernetesConfig;
import dev.roster.dns.corefile.RosterConfig;
import dev.roster.dns.host.Host;
import dev.roster.dns.http.HttpListeners.Place;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Scope;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.server.DnsConfig;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AssemblerTest {
  private static final Map<String, List<String>> INTERFACES =
      Map.of("lo", List.of("127.0.0.1", "::1"), "eth0", List.of("10.0.0.5", "fe80::1%eth0"));

  /// Refused by CoreDNS when it starts: addresses that can't be bound, files that aren't there.
  private static final Set<String> REFUSED_AT_START =
      Set.of(
          "cfl-bind-002",
          "cfl-bind-003",
          "cfl-bind-006",
          "cfl-kubernetes-023",
          "cfl-kubernetes-024",
          "cfl-kubernetes-040");

  private record Kubernetes(KubernetesConfig config, RosterConfig roster) implements Directive {
    @Override
    public String name() {
      return "kubernetes";
    }

    @Override
    public Scope scope() {
      return Scope.of(config.zones());
    }
  }

  private static Assembly.Result assemble(CorefileConfig config) {
    return Assembler.assemble(
        config,
        INTERFACES,
        Kubernetes::new,
        new Host(
            new ManualScheduler(),
            () -> Catalog.EMPTY,
            () -> 0,
            new SplittableRandom(1),
            new CollectedLines(),
            _ -> {}));
  }

  private static CorefileConfig config(String text) {
    return switch (CorefileReader.read(text, "Corefile", Map.of())) {
      case CorefileResult.Read(var config) -> config;
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private static Assembly assembled(String text) {
    return switch (assemble(config(text))) {
      case Assembly.Result.Assembled(var assembly) -> assembly;
      case Assembly.Result.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private static String refused(String text) {
    return switch (assemble(config(text))) {
      case Assembly.Result.Assembled(var assembly) -> throw new AssertionError(assembly);
      case Assembly.Result.Refused(var problems) ->
          problems.stream().map(CorefileProblem::toString).collect(Collectors.joining("\n"));
    };
  }

  private static String shape(Assembly assembly) {
    return assembly.dns().listeners().stream()
        .map(listener -> listener.listen() + " " + listener.blocks())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void zonesOfOneBlockShareItsDirectives() {
    Assembly assembly = assembled("a.test:53 10.0.0.0/7:54 {\n bind lo\n errors\n}\nb.test:53\n");
    assertThat(shape(assembled("a.test:53 b.test:54 {\n}\n. {\n}")))
        .isEqualTo("dns://:53 [a.test., .]\ndns://:54 [b.test.]");
    assertThat(shape(assembly))
        .isEqualTo(
            """
            dns://127.0.0.1:53 [a.test.]
            dns://[::1]:53 [a.test.]
            dns://127.0.0.1:54 [10.in-addr.arpa., 11.in-addr.arpa.]
            dns://[::1]:54 [10.in-addr.arpa., 11.in-addr.arpa.]
            dns://:53 [b.test.]\
            """);
    List<DnsConfig.Listener> listeners = assembly.dns().listeners();
    ServerBlock first = listeners.getFirst().blocks().getFirst();
    assertThat(listeners.get(1).blocks().getFirst()).isSameAs(first);
    assertThat(listeners.get(2).blocks().getFirst().directives()).isEqualTo(first.directives());
  }

  @Test
  void bindNamesAddressesAndInterfaces() {
    assertThat(shape(assembled(".:1 {\n bind eth0 127.0.0.9 {\n except 10.0.0.5\n}\n}")))
        .isEqualTo("dns://[fe80::1%eth0]:1 [.]\ndns://127.0.0.9:1 [.]");
    assertThat(shape(assembled(".:1 {\n bind lo {\n except lo\n}\n}"))).isEmpty();
    assertThat(refused(".:1 {\n bind nosuch0\n}"))
        .startsWith("Corefile:2:7: bind: \"nosuch0\" is no IP address and no interface");
  }

  @Test
  void ownAddressesAreThoseThatAreListenedOn() {
    assertThat(own(". {\n}")).isEqualTo("[10.0.0.5, 127.0.0.1, ::1, fe80::1]");
    assertThat(own(". {\n bind eth0\n}")).isEqualTo("[10.0.0.5, fe80::1]");
    assertThat(own(". {\n bind 127.0.0.1\n}")).isEqualTo("[127.0.0.1]");
  }

  private static String own(String text) {
    return assembled(text)
        .dns()
        .listeners()
        .getFirst()
        .blocks()
        .getFirst()
        .localAddresses()
        .stream()
        .map(Object::toString)
        .sorted()
        .toList()
        .toString();
  }

  @Test
  void aZoneIsServedOnceOnAnAddress() {
    assertThat(refused("a:1 {\n}\na:1 {\n}"))
        .isEqualTo("Corefile:3:1: cannot serve dns://a.:1: it is served there already");
    assertThat(refused("a:1 {\n bind 127.0.0.1\n}\nA:1 {\n}"))
        .contains("Corefile:1:1 serves it on an address that is a part of this");
    assertThat(refused("a:1 {\n}\na:1 {\n bind 127.0.0.1\n}")).contains("cannot serve");
    assertThat(refused("a:1 {\n bind 127.0.0.1\n bind lo\n}")).contains("on 127.0.0.1");
    assertThat(shape(assembled("a:1 {\n bind 127.0.0.1\n}\na:1 {\n bind 127.0.0.2\n}\na:2 {\n}")))
        .hasLineCount(3);
  }

  @Test
  void directivesRunInTheirOrderAndForeignLast() {
    Assembly assembly =
        assembled(
            """
            . {
              kubernetes a
              loadbalance
              errors
              log
              prometheus
              roster {
                foreign nxdomain
                negative_ttl 3
              }
            }
            """);
    ServerBlock block = assembly.dns().listeners().getFirst().blocks().getFirst();
    assertThat(block.directives())
        .extracting(Directive::name)
        .containsExactly("prometheus", "errors", "log", "loadbalance", "kubernetes", "foreign");
    assertThat(block.directives().get(4))
        .isInstanceOfSatisfying(
            Kubernetes.class,
            kubernetes -> assertThat(kubernetes.roster().negativeTtlSeconds()).hasValue(3));
    assertThat(assembly.numbers().getFirst().collect().getFirst().samples())
        .extracting(sample -> String.join(",", sample.labels()))
        .containsExactly(
            "dns://:53,.,,prometheus",
            "dns://:53,.,,errors",
            "dns://:53,.,,log",
            "dns://:53,.,,loadbalance",
            "dns://:53,.,,kubernetes");
  }

  @Test
  void httpIsWantedWhereDirectivesAskForIt() {
    assertThat(assembled(". {\n}").health()).isEmpty();
    Assembly assembly =
        assembled(
            """
            a {
              health :1 {
                lameduck 5s
              }
              ready
              prometheus
            }
            b {
              health :2 {
                lameduck 3s
              }
              ready {
                monitor continuously
              }
              prometheus {
                runtime_metrics
              }
            }
            """);
    assertThat(assembly.health()).containsExactlyInAnyOrder(new Place("", 1), new Place("", 2));
    assertThat(assembly.ready()).containsExactly(new Place("", 8181));
    assertThat(assembly.metrics()).containsExactly(new Place("localhost", 9153));
    assertThat(assembly.lameduck()).isEqualTo(Duration.ofSeconds(5));
    assertThat(assembly.readyContinuously()).isTrue();
    assertThat(assembly.runtimeMetrics()).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> agreesWithCoreDnsOnWhatIsRecorded() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/corefile/recorded.json"))) {
      Tree tree =
          JsonReader.read(new InputStreamReader(in, StandardCharsets.UTF_8), "recorded.json");
      return ((Tree.Obj) tree)
          .list("cases").stream()
              .map(Tree.Obj.class::cast)
              .map(test -> DynamicTest.dynamicTest(test.text("id"), () -> check(test)));
    }
  }

  private static void check(Tree.Obj test) {
    String text = test.text("corefile").replace("{PORT}", "1053");
    CorefileResult read = CorefileReader.read(text, "Corefile", Map.of("PORTVAR", "1053"));
    boolean accepted =
        read instanceof CorefileResult.Read(var config)
            && assemble(config) instanceof Assembly.Result.Assembled;
    boolean expected = test.flag("accepted") || REFUSED_AT_START.contains(test.text("id"));
    assertThat(accepted).as(text).isEqualTo(expected);
  }
}
