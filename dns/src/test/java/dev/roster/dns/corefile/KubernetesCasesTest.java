package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// How CoreDNS reads a `kubernetes` directive, by the cases in `corefile/kubernetes.json`.
class KubernetesCasesTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return CorefileCases.load("kubernetes.json").stream()
        .map(test -> DynamicTest.dynamicTest(test.text("id"), () -> check(test)));
  }

  private static void check(Tree.Obj test) {
    String text = "cluster.test:1053 {\n" + test.text("corefile") + "\n}\n";
    if (test.flag("expect", "error")) {
      assertThat(CorefileCases.refused(text)).startsWith("Corefile:");
      return;
    }
    ServerBlockConfig block = CorefileCases.accepted(text).blocks().getFirst();
    KubernetesConfig config = block.find(KubernetesConfig.class).orElseThrow();
    Tree.Obj expect = test.obj("expect");
    expect.members().forEach((name, value) -> checkOne(config, name, value, expect));
  }

  private static void checkOne(KubernetesConfig config, String name, Tree value, Tree.Obj expect) {
    switch (name) {
      case "error" -> {}
      case "zones" -> assertThat(config.zones()).hasSize((int) expect.number(-1, name));
      case "namespaces" -> assertThat(config.namespaces()).hasSize((int) expect.number(-1, name));
      case "labels" ->
          assertThat(config.labels().map(LabelSelector::toString).orElse(""))
              .isEqualTo(expect.text(name));
      case "namespaceLabels" ->
          assertThat(config.namespaceLabels().map(LabelSelector::toString).orElse(""))
              .isEqualTo(expect.text(name));
      case "pods" ->
          assertThat(config.pods().name().toLowerCase(Locale.ROOT)).isEqualTo(expect.text(name));
      case "ttl" -> assertThat(config.ttlSeconds()).isEqualTo((int) expect.number(-1, name));
      case "startupTimeout" ->
          assertThat(config.startupTimeout())
              .isEqualTo(Duration.parse("PT" + expect.text(name).toUpperCase(Locale.ROOT)));
      case "fallthrough" ->
          assertThat(config.fallthrough().stream().map(Object::toString).toList())
              .isEqualTo(
                  expect.list(name).stream().map(zone -> ((Tree.Text) zone).value()).toList());
      default -> throw new AssertionError("unknown expectation " + name + " " + value);
    }
  }
}
