package dev.roster.manifest;

import dev.roster.core.objects.Cluster;
import dev.roster.core.objects.Defaults;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.ObjectRules;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FieldCheck;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads manifests: files, folders (not recursive; .yaml, .yml, .json), and standard input (`-`);
/// documents in order, lists taken apart, all or nothing.
///
/// Objects come as they were written, without the API server's defaults, but for the namespace:
/// where none is given it is `default`. Namespaces come first. One that no manifest declares is
/// added, with a note: on a machine of one's own nobody else would have made it.
public final class ManifestReader {
  /// Problems that one result holds.
  public static final int PROBLEMS_MAX = 100;

  private static final Set<String> ALWAYS_THERE =
      Set.of("default", "kube-system", "kube-public", "kube-node-lease");

  private final List<Tree.Obj> existing;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private ManifestReader(List<Tree.Obj> existing) {
    this.existing = existing;
  }

  /// As [#read(List, Strictness, List, InputStream)] with nothing else there and the process's
  /// standard input.
  public static ReadResult read(List<Path> paths, Strictness strictness) {
    return read(paths, strictness, List.of(), System.in);
  }

  /// Reads paths; `-` is standard input.
  ///
  /// @param existing objects that are there already (`apply` to a running set): they are not read
  ///   again, but names that lead to them resolve
  public static ReadResult read(
      List<Path> paths, Strictness strictness, List<Tree.Obj> existing, InputStream stdin) {
    ManifestReader reader = new ManifestReader(existing);
    Documents.Read read = Documents.read(ManifestFiles.read(paths, stdin));
    reader.problems.addAll(read.problems());
    return switch (strictness) {
      case STRICT -> reader.strict(read.objects());
      case LENIENT -> reader.lenient(read.objects());
    };
  }

  private ReadResult strict(List<Tree.Obj> given) {
    if (given.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem(Position.NONE, "", "no object in any manifest"));
    }
    List<Tree.Obj> objects = new ArrayList<>();
    for (Tree.Obj each : given) objects.add(check(each));
    duplicates(objects);
    if (!problems.isEmpty()) return broken();
    List<Tree.Obj> all = withNamespaces(objects);
    notes.addAll(ActedOn.notes(all));
    return new ReadResult.Objects(all, notes, CrossChecks.warnings(all, existing));
  }

  // Only what keeps an object from being told from the others.
  private ReadResult lenient(List<Tree.Obj> given) {
    List<Tree.Obj> objects = new ArrayList<>();
    for (Tree.Obj each : given) {
      for (String field : List.of("apiVersion", "kind")) {
        if (each.text(field).isEmpty()) {
          problems.add(new Problem(each.position(), field, "Required value"));
        }
      }
      if (ObjectMeta.of(each).name().isEmpty()) {
        problems.add(new Problem(each.position(), "metadata.name", "Required value"));
      }
      objects.add(withNamespace(each));
    }
    duplicates(objects);
    return problems.isEmpty() ? new ReadResult.Objects(objects, List.of(), List.of()) : broken();
  }

  private Tree.Obj check(Tree.Obj given) {
    FieldCheck.Checked checked = FieldCheck.check(given);
    problems.addAll(checked.unknown());
    problems.addAll(checked.wrong());
    if (!checked.unknown().isEmpty() || !checked.wrong().isEmpty()) return checked.object();
    Tree.Obj object = withNamespace(checked.object());
    Set<String> missing = new HashSet<>();
    for (Problem each : checked.missing()) missing.add(each.path());
    problems.addAll(checked.missing());
    if (missing.contains("kind") || missing.contains("apiVersion")) return object;
    for (Problem each : ObjectRules.check(Defaults.apply(object, Cluster.LOCAL), Cluster.LOCAL)) {
      if (!missing.contains(each.path())) problems.add(each);
    }
    ObjectMeta meta = ObjectMeta.of(object);
    if (meta.name().isEmpty() && !meta.tree().text("generateName").isEmpty()) {
      String why = "Required value: a manifest with generateName alone can't be applied twice";
      problems.add(new Problem(meta.tree().position(), "metadata.name", why));
    }
    return object;
  }

  private static Tree.Obj withNamespace(Tree.Obj object) {
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    boolean namespaced = Kinds.of(kind).map(Kinds.Entry::namespaced).orElse(true);
    if (!namespaced || !ObjectMeta.of(object).namespace().isEmpty()) return object;
    return object.with(List.of("metadata", "namespace"), Tree.Text.of("default"));
  }

  private void duplicates(List<Tree.Obj> objects) {
    Map<ObjectKey, Position> seen = new HashMap<>();
    for (Tree.Obj object : objects) {
      ObjectKey key = ObjectIndex.key(object);
      if (key.name().isEmpty()) continue;
      Position at = CrossChecks.position(object, "metadata", "name");
      Position first = seen.putIfAbsent(key, at);
      if (first != null) {
        String message = "Duplicate value: " + key + " is already at " + first;
        problems.add(new Problem(at, "metadata.name", message));
      }
    }
  }

  // Namespaces come first: everything else needs its own to be there.
  private List<Tree.Obj> withNamespaces(List<Tree.Obj> objects) {
    Set<String> there = new HashSet<>(ALWAYS_THERE);
    for (Tree.Obj each : existing) if (isNamespace(each)) there.add(ObjectMeta.of(each).name());
    List<Tree.Obj> all = new ArrayList<>();
    for (Tree.Obj each : objects) {
      if (isNamespace(each)) {
        all.add(each);
        there.add(ObjectMeta.of(each).name());
      }
    }
    for (Tree.Obj each : objects) {
      String namespace = ObjectMeta.of(each).namespace();
      if (!namespace.isEmpty() && there.add(namespace)) {
        notes.add("namespace " + namespace + " is created: no manifest declares it");
        all.add(namespace(namespace));
      }
    }
    for (Tree.Obj each : objects) if (!isNamespace(each)) all.add(each);
    return all;
  }

  private static boolean isNamespace(Tree.Obj object) {
    return ObjectIndex.key(object).kind().equals(Kind.NAMESPACE);
  }

  private static Tree.Obj namespace(String name) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("apiVersion", Tree.Text.of("v1"));
    members.put("kind", Tree.Text.of("Namespace"));
    members.put("metadata", Tree.Obj.of(Map.of("name", Tree.Text.of(name))));
    return Tree.Obj.of(members);
  }

  private ReadResult broken() {
    List<Problem> sorted = problems.stream().sorted().distinct().toList();
    if (sorted.size() <= PROBLEMS_MAX) return new ReadResult.Broken(sorted);
    List<Problem> first = new ArrayList<>(sorted.subList(0, PROBLEMS_MAX - 1));
    String rest = "and " + (sorted.size() - first.size()) + " more problems";
    first.add(new Problem(first.getLast().position(), "", rest));
    return new ReadResult.Broken(first);
  }
}
