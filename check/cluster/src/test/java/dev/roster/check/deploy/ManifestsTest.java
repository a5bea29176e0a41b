package dev.roster.check.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.dns.corefile.CorefileLine;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.CorefileReview;
import dev.roster.engine.objects.FieldCheck;
import dev.roster.engine.objects.FieldTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The manifests for those who use kubectl alone: the API server takes them, they fit together, and
/// the Corefile in them is one that Roster serves.
class ManifestsTest {
  @TempDir private Path folder = Path.of("");

  static List<Path> manifests() throws IOException {
    return Deploy.manifests();
  }

  @Test
  void thereIsOneOfEachWay() throws IOException {
    assertThat(manifests())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("node-local.yaml", "replace.yaml", "stub.yaml");
  }

  /// By the table of all kinds of Kubernetes 1.36: none of them is looked at less than others.
  @ParameterizedTest
  @MethodSource("manifests")
  void everyFieldIsOneThatItsKindHas(Path file) {
    List<Tree.Obj> objects = Deploy.objects(file);
    assertThat(objects).hasSizeGreaterThanOrEqualTo(4);
    for (Tree.Obj object : objects) {
      String kind = object.text("kind");
      assertThat(FieldTable.kubernetes().kind(object.text("apiVersion"), kind)).isPresent();
      // It would be noticed: a field more, at the top and within.
      Tree.Obj wrong = object.with("metaData", Tree.Text.of("x"));
      assertThat(FieldCheck.check(wrong).unknown()).as(kind).hasSize(1);
      Tree.Obj within = object.with(List.of("metadata", "lables"), Tree.Text.of("x"));
      assertThat(FieldCheck.check(within).unknown()).as(kind).hasSize(1);
    }
  }

  @Test
  void theKindsAreThese() throws IOException {
    TreeSet<String> kinds = new TreeSet<>();
    for (Path file : manifests()) {
      for (Tree.Obj object : Deploy.objects(file)) kinds.add(object.text("kind"));
    }
    assertThat(kinds)
        .containsExactly(
            "ClusterRole",
            "ClusterRoleBinding",
            "ConfigMap",
            "DaemonSet",
            "Deployment",
            "PodDisruptionBudget",
            "Service",
            "ServiceAccount");
  }

  /// Names lead somewhere: accounts, roles, ConfigMaps, ports, labels.
  @ParameterizedTest
  @MethodSource("manifests")
  void whatIsNamedIsThere(Path file) {
    List<Tree.Obj> objects = Deploy.objects(file);
    Tree.Obj workload = Deploy.workload(objects);
    Tree.Obj pod = workload.obj("spec", "template");
    String account = name(Deploy.only(objects, "ServiceAccount"));
    assertThat(pod.text("spec", "serviceAccountName")).isEqualTo(account);
    Tree.Obj binding = Deploy.only(objects, "ClusterRoleBinding");
    assertThat(binding.text("roleRef", "name"))
        .isEqualTo(name(Deploy.only(objects, "ClusterRole")));
    assertThat(TreeLists.objects(binding.list("subjects")))
        .singleElement()
        .extracting(subject -> subject.text("name") + "." + subject.text("namespace"))
        .isEqualTo(account + ".kube-system");
    Map<String, String> labels = pod.texts("metadata", "labels");
    assertThat(labels).containsAllEntriesOf(workload.texts("spec", "selector", "matchLabels"));
    for (Tree.Obj budget : Deploy.ofKind(objects, "PodDisruptionBudget")) {
      assertThat(labels).containsAllEntriesOf(budget.texts("spec", "selector", "matchLabels"));
    }
    List<String> ports =
        TreeLists.objects(Deploy.container(workload).list("ports")).stream()
            .map(port -> port.text("name") + "/" + port.text("protocol"))
            .toList();
    for (Tree.Obj service : Deploy.ofKind(objects, "Service")) {
      assertThat(labels).containsAllEntriesOf(service.texts("spec", "selector"));
      for (Tree.Obj port : TreeLists.objects(service.list("spec", "ports"))) {
        assertThat(ports).contains(port.text("targetPort") + "/" + port.text("protocol"));
      }
    }
    List<String> maps = new ArrayList<>(List.of("coredns")); // which is there already
    Deploy.ofKind(objects, "ConfigMap").forEach(map -> maps.add(name(map)));
    for (Tree.Obj volume : TreeLists.objects(pod.list("spec", "volumes"))) {
      assertThat(maps).contains(volume.text("configMap", "name"));
    }
  }

  private static String name(Tree.Obj object) {
    return object.text("metadata", "name");
  }

  /// Nobody gets more than is needed.
  @ParameterizedTest
  @MethodSource("manifests")
  void thePodMayDoLittle(Path file) {
    Tree.Obj workload = Deploy.workload(Deploy.objects(file));
    Tree.Obj pod = workload.obj("spec", "template", "spec");
    Tree.Obj container = Deploy.container(workload);
    assertThat(pod.flag("securityContext", "runAsNonRoot")).isTrue();
    assertThat(pod.number(0, "securityContext", "runAsUser")).isEqualTo(65_532);
    assertThat(pod.text("securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    assertThat(pod.flag("hostNetwork")).isFalse();
    Tree.Obj security = container.obj("securityContext");
    assertThat(security.flag("readOnlyRootFilesystem")).isTrue();
    assertThat(security.get("allowPrivilegeEscalation")).contains(Tree.Bool.of(false));
    assertThat(security.list("capabilities", "drop")).containsExactly(Tree.Text.of("ALL"));
    assertThat(security.list("capabilities", "add")).isEmpty();
    assertThat(container.at("resources", "limits", "cpu")).isEmpty();
    assertThat(container.text("resources", "limits", "memory")).isNotEmpty();
  }

  /// As `check-corefile` reads it, but for what depends on the machine; its ports are those that
  /// the container and its probes name.
  @ParameterizedTest
  @MethodSource("manifests")
  void theCorefileIsServed(Path file) throws IOException {
    List<Tree.Obj> objects = Deploy.objects(file);
    if (Deploy.corefile(objects).isEmpty()) return; // CoreDNS's own is used
    String text = Deploy.corefile(objects).get();
    Path corefile = folder.resolve("Corefile");
    Files.writeString(corefile, text);
    CorefileReview review = CorefileReader.review(corefile, Map.of());
    assertThat(review.result()).isInstanceOf(CorefileResult.Read.class);
    assertThat(review.lines())
        .isNotEmpty()
        .extracting(CorefileLine::verdict)
        .containsOnly(CorefileLine.Verdict.SERVED, CorefileLine.Verdict.ACTED_ON);
    Tree.Obj container = Deploy.container(Deploy.workload(objects));
    for (Tree.Obj port : TreeLists.objects(container.list("ports"))) {
      assertThat(text).contains(":" + port.number(0, "containerPort"));
    }
    for (String probe : List.of("livenessProbe", "readinessProbe")) {
      Tree.Obj get = container.obj(probe, "httpGet");
      String directive = get.text("path").substring(1);
      assertThat(text).contains(directive + " :" + get.number(0, "port"));
    }
  }
}
