package dev.roster.check.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.manifest.ManifestReader;
import dev.roster.manifest.ReadResult;
import dev.roster.manifest.Strictness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The files of `deploy/`, read as the API server would.
final class Deploy {
  static final Path FOLDER = Path.of(System.getProperty("roster.root"), "deploy");
  static final Path CHART = FOLDER.resolve("helm/roster");
  static final Path MANIFESTS = FOLDER.resolve("manifests");

  private Deploy() {}

  /// The manifests, by name.
  static List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(MANIFESTS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  /// The objects of a file: every field one that its kind has, of the right type, none missing.
  static List<Tree.Obj> objects(Path file) {
    return objects(file, Strictness.STRICT);
  }

  /// The objects of a file without a look at their fields: of kinds too that nobody here knows.
  static List<Tree.Obj> rendered(Path file) {
    return objects(file, Strictness.LENIENT);
  }

  private static List<Tree.Obj> objects(Path file, Strictness strictness) {
    return switch (ManifestReader.read(List.of(file), strictness)) {
      case ReadResult.Broken(var problems) ->
          throw new AssertionError(file + " would be refused: " + problems);
      case ReadResult.Objects(var objects, var _, var _) -> objects;
    };
  }

  /// The objects of a kind.
  static List<Tree.Obj> ofKind(List<Tree.Obj> objects, String kind) {
    return objects.stream().filter(object -> object.text("kind").equals(kind)).toList();
  }

  /// The one object of a kind.
  static Tree.Obj only(List<Tree.Obj> objects, String kind) {
    assertThat(ofKind(objects, kind)).as(kind).hasSize(1);
    return ofKind(objects, kind).getFirst();
  }

  /// The Deployment or DaemonSet.
  static Tree.Obj workload(List<Tree.Obj> objects) {
    List<Tree.Obj> all = new ArrayList<>(ofKind(objects, "Deployment"));
    all.addAll(ofKind(objects, "DaemonSet"));
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  /// The pods' only container.
  static Tree.Obj container(Tree.Obj workload) {
    List<Tree.Obj> containers =
        TreeLists.objects(workload.list("spec", "template", "spec", "containers"));
    assertThat(containers).hasSize(1);
    return containers.getFirst();
  }

  /// The Corefile that an object of these holds.
  static Optional<String> corefile(List<Tree.Obj> objects) {
    return ofKind(objects, "ConfigMap").stream()
        .map(map -> map.text("data", "Corefile"))
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /// `GROUP KIND VERB` of each rule of the only ClusterRole.
  static Set<String> granted(List<Tree.Obj> objects) {
    Set<String> granted = new TreeSet<>();
    Tree.Obj role = only(objects, "ClusterRole");
    for (Tree.Obj rule : TreeLists.objects(role.list("rules"))) {
      assertThat(rule.members().keySet()).containsOnly("apiGroups", "resources", "verbs");
      for (String group : texts(rule, "apiGroups")) {
        for (String kind : texts(rule, "resources")) {
          for (String verb : texts(rule, "verbs")) granted.add(right(group, kind, verb));
        }
      }
    }
    assertThat(granted).isNotEmpty().noneMatch(right -> right.contains("*"));
    return granted;
  }

  private static List<String> texts(Tree.Obj rule, String list) {
    List<String> texts = new ArrayList<>();
    for (Tree each : rule.list(list)) if (each instanceof Tree.Text text) texts.add(text.value());
    return texts;
  }

  /// `"" services list`.
  static String right(String group, String kind, String verb) {
    return (group.isEmpty() ? "\"\"" : group) + " " + kind + " " + verb;
  }
}
