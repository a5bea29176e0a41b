package dev.roster.api;

import dev.roster.core.objects.Cluster;
import dev.roster.core.objects.Defaults;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectRules;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FieldCheck;
import dev.roster.engine.objects.FieldTable;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.engine.objects.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From a body to an object that may be stored: decoded, its fields known, defaults filled in, the
/// rules of its kind held.
final class Admission {
  /// An object to store.
  ///
  /// @param warnings what the client should know
  record Admitted(Tree.Obj object, List<String> warnings) {}

  private Admission() {}

  /// The JSON object of a body.
  static Tree.Obj body(ApiRequest request) throws RefusedException {
    String type = request.contentType();
    if (!type.isEmpty() && !type.equals("application/json") && !type.endsWith("+json")) {
      throw new RefusedException(Failure.unsupportedMediaType("application/json"));
    }
    try {
      if (JsonReader.read(request.body(), "") instanceof Tree.Obj object) return object;
      throw new RefusedException(Failure.badRequest("the body is no JSON object"));
    } catch (MalformedTextException malformed) {
      throw new RefusedException(
          Failure.badRequest("the body could not be read: " + malformed.problem().message()));
    }
  }

  /// Checks and completes an object that a client sent for a path.
  ///
  /// @param namespace the path's; "" for a kind without
  static Admitted admit(Tree.Obj sent, Kinds.Entry entry, String namespace, String fieldValidation)
      throws RefusedException {
    Tree.Obj object = typed(sent, entry);
    String given = object.text("metadata", "namespace");
    if (!given.isEmpty() && !given.equals(namespace)) {
      throw new RefusedException(
          Failure.badRequest(
              entry.namespaced()
                  ? "the namespace of the provided object does not match the namespace sent on the"
                      + " request"
                  : "namespace is not allowed on a " + entry.kind().name()));
    }
    FieldCheck.Checked checked = FieldCheck.check(object);
    if (!checked.wrong().isEmpty()) {
      throw new RefusedException(Failure.badRequest(decodeMessage(entry, checked.wrong())));
    }
    List<String> warnings = unknownFields(checked, fieldValidation);
    Tree.Obj known =
        checked.unknown().isEmpty() ? checked.object() : pruned(checked.object(), entry);
    if (!namespace.isEmpty()) {
      known = known.with(List.of("metadata", "namespace"), Tree.Text.of(namespace));
    }
    Tree.Obj complete = Defaults.apply(known);
    List<Problem> problems = new ArrayList<>(ObjectRules.check(complete, Cluster.LOCAL));
    Set<String> told = new HashSet<>();
    problems.forEach(problem -> told.add(problem.path()));
    for (Problem problem : FieldCheck.check(complete).missing()) {
      if (told.add(problem.path())) problems.add(problem);
    }
    String name = complete.text("metadata", "name");
    if (name.isEmpty() && complete.text("metadata", "generateName").isEmpty()) {
      String path = "metadata.name";
      String message = "Required value: name or generateName is required";
      if (told.add(path)) problems.add(new Problem(Position.NONE, path, message));
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(Failure.invalid(entry, name, problems));
    }
    return new Admitted(complete, warnings);
  }

  /// The object with apiVersion and kind in front; a body may leave them out, but not contradict
  /// the path.
  private static Tree.Obj typed(Tree.Obj sent, Kinds.Entry entry) throws RefusedException {
    String apiVersion = sent.text("apiVersion");
    String kind = sent.text("kind");
    boolean same =
        (apiVersion.isEmpty() || apiVersion.equals(entry.apiVersion()))
            && (kind.isEmpty() || kind.equals(entry.kind().name()));
    if (!same) {
      throw new RefusedException(
          Failure.badRequest(
              kind
                  + " in version \""
                  + apiVersion
                  + "\" cannot be handled as a "
                  + entry.kind().name()
                  + ": the path is of "
                  + entry.kind().name()
                  + " in version \""
                  + entry.apiVersion()
                  + "\""));
    }
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("kind", Tree.Text.of(entry.kind().name()));
    members.put("apiVersion", Tree.Text.of(entry.apiVersion()));
    if (sent.get("metadata").isEmpty()) members.put("metadata", Tree.Obj.EMPTY);
    sent.members()
        .forEach((name, value) -> {
          if (!name.equals("kind") && !name.equals("apiVersion")) members.put(name, value);
        });
    return Tree.Obj.of(members);
  }

  private static String decodeMessage(Kinds.Entry entry, List<Problem> wrong) {
    Problem first = wrong.getFirst();
    return entry.kind().name()
        + " in version \""
        + entry.version()
        + "\" cannot be handled as a "
        + entry.kind().name()
        + ": "
        + first.path()
        + ": "
        + first.message();
  }

  /// Strict: an error. Warn (the default): what to warn of. Ignore: nothing.
  private static List<String> unknownFields(FieldCheck.Checked checked, String fieldValidation)
      throws RefusedException {
    List<String> unknown = new ArrayList<>();
    for (Problem problem : checked.unknown()) {
      unknown.add("unknown field \"" + problem.path() + "\"");
    }
    if (fieldValidation.equals("Strict") && !unknown.isEmpty()) {
      String message = "strict decoding error: " + String.join(", ", unknown);
      throw new RefusedException(Failure.badRequest(message));
    }
    return fieldValidation.equals("Ignore") ? List.of() : unknown;
  }

  /// Without the fields that the kind does not have.
  private static Tree.Obj pruned(Tree.Obj object, Kinds.Entry entry) {
    FieldTable table = FieldTable.kubernetes();
    return table
        .kind(entry.apiVersion(), entry.kind().name())
        .map(shape -> (Tree.Obj) pruned(object, shape, table))
        .orElse(object);
  }

  private static Tree pruned(Tree tree, Shape shape, FieldTable table) {
    return switch (shape) {
      case Shape.Struct struct when tree instanceof Tree.Obj obj -> {
        Map<String, FieldTable.Field> fields = table.fields(struct);
        Map<String, Tree> kept = new LinkedHashMap<>();
        obj.members()
            .forEach((name, value) -> {
              FieldTable.Field field = fields.get(name);
              if (field != null) kept.put(name, pruned(value, field.shape(), table));
            });
        yield Tree.Obj.of(kept);
      }
      case Shape.ArrayOf array when tree instanceof Tree.Arr arr ->
          Tree.Arr.of(arr.elements().stream().map(e -> pruned(e, array.element(), table)).toList());
      case Shape.MapOf map when tree instanceof Tree.Obj obj -> {
        Map<String, Tree> kept = new LinkedHashMap<>();
        obj.members().forEach((name, value) -> kept.put(name, pruned(value, map.value(), table)));
        yield Tree.Obj.of(kept);
      }
      case Shape.Struct _, Shape.ArrayOf _, Shape.MapOf _, Shape.Scalar _ -> tree;
    };
  }
}
