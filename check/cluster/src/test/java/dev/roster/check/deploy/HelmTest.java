package dev.roster.check.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.engine.objects.FieldCheck;
import dev.roster.engine.objects.FieldTable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chart by helm itself, of every version that `ROSTER_HELM` names (paths, between them what
/// stands between those of PATH).
class HelmTest {
  private static final int SECONDS_MAX = 60;

  /// Each way in, and one with everything on.
  private static final Map<String, List<String>> WAYS =
      Map.of(
          "stub", List.of(),
          "replace", List.of("mode=replace", "service.create=false", "corefile.existing=coredns"),
          "nodeLocal", List.of("mode=nodeLocal", "service.clusterIP=10.96.0.10"),
          "everything",
              List.of(
                  "read.pods=true",
                  "read.serviceImports=true",
                  "autoscaling.enabled=true",
                  "prometheusRule.enabled=true",
                  "podMonitor.enabled=true",
                  "dashboard.enabled=true",
                  "shadow.address=10.96.0.11"));

  @TempDir private Path folder = Path.of("");

  private record Ran(int code, String out) {}

  static List<String> helms() {
    String named = System.getenv().getOrDefault("ROSTER_HELM", "");
    return named.isEmpty() ? List.of() : List.of(named.split(File.pathSeparator, -1));
  }

  @BeforeEach
  void helmIsHere() {
    Assumptions.assumeFalse(helms().isEmpty(), "ROSTER_HELM names no helm");
  }

  private Ran run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }

  private Ran helm(String helm, List<String> words, List<String> values)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(helm));
    command.addAll(words);
    for (String value : values) command.addAll(List.of("--set", value));
    return run(Map.of(), command);
  }

  private Ran template(String helm, List<String> values) throws IOException, InterruptedException {
    return helm(
        helm,
        List.of("template", "roster", Deploy.CHART.toString(), "--namespace", "kube-system"),
        values);
  }

  @Test
  void lintFindsNothing() throws Exception {
    for (String helm : helms()) {
      for (List<String> values : WAYS.values()) {
        Ran ran = helm(helm, List.of("lint", "--strict", Deploy.CHART.toString()), values);
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out()).contains("0 chart(s) failed").doesNotContain("[WARNING]");
      }
    }
  }

  @Test
  void theManifestsAreWhatIsRenderedNow() throws Exception {
    for (String helm : helms()) {
      Path made = Files.createTempDirectory(folder, "manifests");
      Ran ran =
          run(
              Map.of("HELM", helm),
              List.of("sh", Deploy.FOLDER.resolve("render").toString(), made.toString()));
      assertThat(ran.code()).as(ran.out()).isZero();
      for (Path manifest : Deploy.manifests()) {
        assertThat(made.resolve(manifest.getFileName()))
            .as("of %s; deploy/render writes it anew", helm)
            .hasSameTextualContentAs(manifest);
      }
    }
  }

  /// The Prometheus operator's kinds are the only ones whose fields nobody here knows.
  @Test
  void everyWayRendersWhatTheApiServerTakesAndEveryHelmTheSame() throws Exception {
    TreeSet<String> notValidated = new TreeSet<>();
    for (var way : WAYS.entrySet()) {
      TreeSet<String> rendered = new TreeSet<>();
      for (String helm : helms()) {
        Ran ran = template(helm, way.getValue());
        assertThat(ran.code()).as(ran.out()).isZero();
        rendered.add(ran.out());
      }
      assertThat(rendered).as(way.getKey()).hasSize(1);
      Path file = folder.resolve(way.getKey() + ".yaml");
      Files.writeString(file, rendered.first());
      List<Tree.Obj> objects = Deploy.rendered(file);
      assertThat(objects).hasSizeGreaterThanOrEqualTo(4);
      Deploy.corefile(objects).ifPresent(HelmTest::isServed);
      for (Tree.Obj object : objects) {
        if (FieldTable.kubernetes().versions(object.text("kind")).isEmpty()) {
          notValidated.add(object.text("kind"));
          assertThat(object.text("apiVersion")).isEqualTo("monitoring.coreos.com/v1");
          assertThat(object.obj("spec").members()).isNotEmpty();
          continue;
        }
        List<Problem> problems = FieldCheck.check(object).problems();
        assertThat(problems).as(way.getKey() + " " + object.text("kind")).isEmpty();
      }
    }
    assertThat(notValidated).containsExactly("PodMonitor", "PrometheusRule");
  }

  /// Which is what the process asks for then: see RbacTest.
  @Test
  void theRoleGrowsByWhatIsRead() throws Exception {
    Set<String> usual = Deploy.granted(Deploy.objects(Deploy.manifests().getFirst()));
    for (String helm : helms()) {
      Set<String> pods = new TreeSet<>(usual);
      pods.addAll(List.of("\"\" pods list", "\"\" pods watch"));
      assertThat(granted(helm, "read.pods=true")).isEqualTo(pods);
      Set<String> imports = new TreeSet<>(usual);
      imports.add("multicluster.x-k8s.io serviceimports list");
      imports.add("multicluster.x-k8s.io serviceimports watch");
      assertThat(granted(helm, "read.serviceImports=true")).isEqualTo(imports);
    }
  }

  private Set<String> granted(String helm, String value) throws Exception {
    Path file = folder.resolve("granted.yaml");
    Files.writeString(file, template(helm, List.of(value)).out());
    return Deploy.granted(Deploy.objects(file));
  }

  private static void isServed(String corefile) {
    assertThat(CorefileReader.read(corefile, "Corefile", Map.of()))
        .isInstanceOf(CorefileResult.Read.class);
  }

  @Test
  void valuesThatMeanNothingAreRefused() throws Exception {
    for (String helm : helms()) {
      for (String value : List.of("mode=both", "replica=3", "replicas=many", "read.pod=true")) {
        assertThat(template(helm, List.of(value)).code()).as(value).isNotZero();
      }
    }
  }
}
