package dev.roster.api;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Why a request fails, as Kubernetes' `Status` object says it.
///
/// @param code the HTTP status
/// @param reason one word for programs; "" for none
/// @param details what the failure is about; without members where it is about nothing
record Failure(int code, String reason, String message, Tree.Obj details) {
  /// There is no object of this name.
  static Failure notFound(Kinds.Entry entry, String name) {
    String message = resource(entry) + " \"" + name + "\" not found";
    return new Failure(404, "NotFound", message, details(name, entry, entry.plural()));
  }

  /// There is no such resource or path of a known group.
  static Failure noResource() {
    return new Failure(
        404, "NotFound", "the server could not find the requested resource", Tree.Obj.EMPTY);
  }

  /// This can't be done to the resource.
  static Failure methodNotAllowed() {
    return new Failure(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        Tree.Obj.EMPTY);
  }

  /// There is one of this name.
  static Failure alreadyExists(Kinds.Entry entry, String name, boolean deleting) {
    String what = resource(entry) + " \"" + name + "\" already exists";
    return new Failure(
        409,
        "AlreadyExists",
        deleting ? "object is being deleted: " + what : what,
        details(name, entry, entry.plural()));
  }

  /// Another write came first.
  static Failure conflict(Kinds.Entry entry, String name, String why) {
    String message =
        "Operation cannot be fulfilled on " + resource(entry) + " \"" + name + "\": " + why;
    // A precondition's conflict names the kind, a stale revision's the resource (seen on a server).
    String kind = why.startsWith("Precondition") ? entry.kind().name() : entry.plural();
    return new Failure(409, "Conflict", message, details(name, entry, kind));
  }

  /// It may not be done.
  static Failure forbidden(Kinds.Entry entry, String name, String why) {
    String message = resource(entry) + " \"" + name + "\" is forbidden: " + why;
    return new Failure(403, "Forbidden", message, details(name, entry, entry.plural()));
  }

  /// The request makes no sense.
  static Failure badRequest(String message) {
    return new Failure(400, "BadRequest", message, Tree.Obj.EMPTY);
  }

  /// The server can't, for now.
  static Failure unavailable(String message) {
    return new Failure(503, "ServiceUnavailable", message, Tree.Obj.EMPTY);
  }

  /// The history from there on is no longer known.
  static Failure expired(String message) {
    return new Failure(410, "Expired", message, Tree.Obj.EMPTY);
  }

  /// The body is longer than the server takes.
  static Failure tooLarge(int bytesMax) {
    String message = "Request entity too large: limit is " + bytesMax;
    return new Failure(413, "RequestEntityTooLarge", message, Tree.Obj.EMPTY);
  }

  /// The body's format is none that is read here.
  static Failure unsupportedMediaType(String accepted) {
    String message =
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted;
    return new Failure(415, "UnsupportedMediaType", message, Tree.Obj.EMPTY);
  }

  /// The object breaks rules, each a cause.
  static Failure invalid(Kinds.Entry entry, String name, List<Problem> problems) {
    List<Tree> causes = new ArrayList<>();
    for (Problem problem : problems) {
      causes.add(
          object(
              "reason", Tree.Text.of(causeReason(problem.message())),
              "message", Tree.Text.of(problem.message()),
              "field", Tree.Text.of(field(problem))));
    }
    String group = entry.kind().group();
    String kind = entry.kind().name();
    String list =
        problems.stream().map(p -> field(p) + ": " + p.message()).collect(Collectors.joining(", "));
    String message =
        (group.isEmpty() ? kind : kind + "." + group)
            + " \""
            + name
            + "\" is invalid: "
            + (problems.size() == 1 ? list : "[" + list + "]");
    Tree.Obj details = details(name, entry, kind).with("causes", Tree.Arr.of(causes));
    return new Failure(422, "Invalid", message, details);
  }

  /// The `Status` object.
  Tree.Obj status() {
    Tree.Obj status =
        object(
            "kind", Tree.Text.of("Status"),
            "apiVersion", Tree.Text.of("v1"),
            "metadata", Tree.Obj.EMPTY,
            "status", Tree.Text.of("Failure"),
            "message", Tree.Text.of(message));
    if (!reason.isEmpty()) status = status.with("reason", Tree.Text.of(reason));
    // About an object or a resource: always with details, if need be without members.
    if (!details.members().isEmpty() || code == 404) status = status.with("details", details);
    return status.with("code", Tree.Num.of(code));
  }

  /// The `Status` of something that was done to an object that is gone.
  static Tree.Obj success(Kinds.Entry entry, String name, String uid) {
    return object(
        "kind", Tree.Text.of("Status"),
        "apiVersion", Tree.Text.of("v1"),
        "metadata", Tree.Obj.EMPTY,
        "status", Tree.Text.of("Success"),
        "details", details(name, entry, entry.plural()).with("uid", Tree.Text.of(uid)));
  }

  /// A tree of names and values in turn.
  static Tree.Obj object(Object... namesAndValues) {
    Map<String, Tree> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], (Tree) namesAndValues[i + 1]);
    }
    return Tree.Obj.of(members);
  }

  /// `services`, `statefulsets.apps`.
  private static String resource(Kinds.Entry entry) {
    String group = entry.kind().group();
    return group.isEmpty() ? entry.plural() : entry.plural() + "." + group;
  }

  private static Tree.Obj details(String name, Kinds.Entry entry, String kind) {
    Tree.Obj details = object("name", Tree.Text.of(name));
    String group = entry.kind().group();
    if (!group.isEmpty()) details = details.with("group", Tree.Text.of(group));
    return details.with("kind", Tree.Text.of(kind));
  }

  /// Kubernetes' name for "the object itself" is `<nil>`.
  private static String field(Problem problem) {
    return problem.path().isEmpty() ? "<nil>" : problem.path();
  }

  private static String causeReason(String message) {
    String[][] reasons = {
      {"Required value", "FieldValueRequired"},
      {"Invalid value", "FieldValueInvalid"},
      {"Unsupported value", "FieldValueNotSupported"},
      {"Duplicate value", "FieldValueDuplicate"},
      {"Forbidden", "FieldValueForbidden"},
      {"Too long", "FieldValueTooLong"},
      {"Too many", "FieldValueTooMany"},
      {"Not found", "FieldValueNotFound"},
    };
    for (String[] reason : reasons) if (message.startsWith(reason[0])) return reason[1];
    return "FieldValueInvalid";
  }
}
