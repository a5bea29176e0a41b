package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The rules that an object must satisfy by itself, in Kubernetes' words (v1.36).
///
/// A message begins as the API server's do, so that the reason of a cause follows from it: `Invalid
/// value`, `Required value`, `Duplicate value`, `Forbidden`, `Unsupported value`, `Not found`, `Too
/// many`, `Too long`.
public final class ObjectRules {
  /// Bytes of all annotations of an object, keys and values together.
  public static final int ANNOTATION_BYTES_MAX = 256 * 1024;

  /// Bytes of a ConfigMap's or Secret's values together.
  public static final int DATA_BYTES_MAX = 1024 * 1024;

  private static final Set<Kind> LABEL_NAMES =
      Set.of(Kind.SERVICE, Kind.NAMESPACE, Kind.STATEFUL_SET);

  private ObjectRules() {}

  /// As [#check(Tree.Obj, Cluster)] by a cluster's API server.
  public static List<Problem> check(Tree.Obj object) {
    return check(object, Cluster.KUBERNETES);
  }

  /// What is wrong with an object that [FieldPath]s lead into and [Defaults#apply] has seen; none:
  /// it may be stored.
  public static List<Problem> check(Tree.Obj object, Cluster cluster) {
    List<Problem> problems = new ArrayList<>();
    Cursor at = Cursor.of(object, problems);
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    metadata(at.at("metadata"), kind);
    if (kind.equals(Kind.SERVICE)) ServiceRules.check(at.at("spec"), cluster);
    if (kind.equals(Kind.POD)) PodRules.check(at.at("spec"), Set.of());
    if (kind.equals(Kind.STATEFUL_SET)) StatefulSetRules.check(at.at("spec"));
    if (kind.equals(Kind.ENDPOINT_SLICE)) SliceRules.checkSlice(at, cluster);
    if (kind.equals(Kind.ENDPOINTS)) SliceRules.checkEndpoints(at, cluster);
    if (kind.equals(Kind.CONFIG_MAP) || kind.equals(Kind.SECRET)) data(at);
    if (kind.equals(Kind.PERSISTENT_VOLUME_CLAIM)) claim(at.at("spec"));
    return problems;
  }

  private static void metadata(Cursor meta, Kind kind) {
    Cursor name = meta.at("name");
    String generateName = meta.at("generateName").text();
    if (name.text().isEmpty() && generateName.isEmpty()) {
      name.required("name or generateName is required");
    } else if (!name.text().isEmpty()) {
      name.invalidEach(name(name.text(), kind));
    } else {
      String example = generateName.replaceAll("-+$", "") + "a";
      meta.at("generateName").invalidEach(name(example, kind));
    }
    namespace(meta, kind);
    labels(meta.at("labels"));
    annotations(meta.at("annotations"));
    for (Cursor finalizer : meta.at("finalizers").elements()) {
      finalizer.invalidEach(Syntax.qualifiedName(finalizer.text()));
      if (!finalizer.text().contains("/") && !finalizer.text().equals("kubernetes")) {
        List<String> builtIn = List.of("orphan", "foregroundDeletion");
        if (!builtIn.contains(finalizer.text())) {
          finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
        }
      }
    }
    owners(meta.at("ownerReferences"));
  }

  private static List<String> name(String name, Kind kind) {
    if (LABEL_NAMES.contains(kind)) return Syntax.label(name);
    boolean acted = Kinds.of(kind).map(Kinds.Entry::actedOn).orElse(false);
    return acted ? Syntax.subdomain(name) : Syntax.pathSegment(name);
  }

  private static void namespace(Cursor meta, Kind kind) {
    Cursor namespace = meta.at("namespace");
    if (namespace.text().isEmpty()) return;
    if (!Kinds.of(kind).map(Kinds.Entry::namespaced).orElse(true)) {
      namespace.forbidden("not allowed on this type");
    } else {
      namespace.invalidEach(Syntax.label(namespace.text()));
    }
  }

  /// Labels, or a map that selects by them.
  static void labels(Cursor labels) {
    for (Map.Entry<String, Cursor> entry : labels.entries().entrySet()) {
      Cursor value = entry.getValue();
      for (String fault : Syntax.qualifiedName(entry.getKey())) {
        value.invalid(Tree.Text.of(entry.getKey()), fault);
      }
      value.invalidEach(Syntax.labelValue(value.text()));
    }
  }

  private static void annotations(Cursor annotations) {
    long bytes = 0;
    for (Map.Entry<String, Cursor> entry : annotations.entries().entrySet()) {
      String key = entry.getKey();
      // Prefixes of annotations may be in capitals.
      for (String fault : Syntax.qualifiedName(key.toLowerCase(Locale.ROOT))) {
        entry.getValue().invalid(Tree.Text.of(key), fault);
      }
      bytes += utf8Length(key) + utf8Length(entry.getValue().text());
    }
    if (bytes > ANNOTATION_BYTES_MAX) {
      annotations.tooLong("may not be more than " + ANNOTATION_BYTES_MAX + " bytes");
    }
  }

  private static void owners(Cursor owners) {
    int controllers = 0;
    for (Cursor owner : owners.elements()) {
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        Cursor each = owner.at(field);
        // No index: that is how the API server says it.
        if (each.text().isEmpty()) {
          each.as(owners.path().child(field)).invalid(Tree.Text.of(""), "must not be empty");
        }
      }
      if (owner.obj().flag("controller")) controllers++;
    }
    if (controllers > 1) {
      owners.invalid("Only one reference can have Controller set to true");
    }
  }

  private static void data(Cursor object) {
    long bytes = 0;
    Set<String> keys = new HashSet<>();
    for (String field : List.of("data", "binaryData")) {
      for (Map.Entry<String, Cursor> entry : object.at(field).keyed().entrySet()) {
        Cursor value = entry.getValue();
        for (String fault : Syntax.configKey(entry.getKey())) {
          value.invalid(Tree.Text.of(entry.getKey()), fault);
        }
        if (!keys.add(entry.getKey())) {
          value.invalid(
              Tree.Text.of(entry.getKey()),
              "duplicate of key \"" + entry.getKey() + "\" present in data");
        }
        bytes += utf8Length(value.text());
      }
    }
    if (bytes > DATA_BYTES_MAX) {
      object.tooLong("may not be more than " + DATA_BYTES_MAX + " bytes");
    }
  }

  private static void claim(Cursor spec) {
    if (spec.at("accessModes").size() == 0) {
      spec.at("accessModes").required("at least 1 access mode is required");
    }
    for (Cursor mode : spec.at("accessModes").elements()) {
      mode.oneOf("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    }
    Cursor requests = spec.at("resources", "requests");
    if (!requests.at("storage").isPresent()) {
      requests.as(spec.path().child("resources").key("storage")).required("");
    }
  }

  private static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
