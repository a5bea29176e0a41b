package dev.roster.engine.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Defaults;
import dev.roster.core.objects.ObjectRules;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Objects that a Kubernetes v1.36 API server was asked to create, and what it said: accepted with
/// these defaults, or refused for these reasons at these fields.
class ApiObjectsTest {
  // Answers that need more than the object: a store, an admission, an address range, a request.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "api-create-002/0",
          "api-create-002/1",
          "api-create-004/1",
          "api-create-004/2",
          "api-create-005/1",
          "api-create-008/2",
          "api-create-008/3",
          "api-create-048/0",
          "api-validate-006/1",
          "api-validate-007/1",
          "api-validate-007/2");

  private static final Map<String, String> REASONS =
      Map.of(
          "Invalid value", "FieldValueInvalid",
          "Required value", "FieldValueRequired",
          "Duplicate value", "FieldValueDuplicate",
          "Forbidden", "FieldValueForbidden",
          "Unsupported value", "FieldValueNotSupported",
          "Not found", "FieldValueNotFound",
          "Too many", "FieldValueTooMany",
          "Too long", "FieldValueTooLong");

  @Test
  void objectsAreDefaultedAndRefusedAsRecorded() throws IOException {
    List<String> failures = new ArrayList<>();
    int count = 0;
    for (String line : lines("api-objects.jsonl")) {
      Tree.Obj recorded = (Tree.Obj) JsonReader.read(line, "case");
      String id = recorded.text("id");
      if (ELSEWHERE.contains(id)) continue;
      count++;
      String failure = run(recorded);
      if (!failure.isEmpty()) failures.add(id + ": " + failure);
    }
    assertThat(failures).isEmpty();
    assertThat(count).isGreaterThan(120);
  }

  private static String run(Tree.Obj recorded) {
    long status = recorded.number(0, "status");
    FieldCheck.Checked checked = FieldCheck.check(recorded.obj("body"));
    if (status == 400) return checked.wrong().isEmpty() ? "a wrong type was accepted" : "";
    if (!checked.wrong().isEmpty()) return "wrong types: " + checked.wrong();
    Tree.Obj object = Defaults.apply(checked.object());
    List<Problem> problems = ObjectRules.check(object);
    if (status == 422) {
      Set<String> causes = new TreeSet<>();
      for (Problem each : problems) causes.add(reason(each) + " " + each.path());
      Set<String> expected = new TreeSet<>();
      for (Tree cause : recorded.list("causes")) expected.add(((Tree.Text) cause).value());
      return causes.equals(expected)
          ? ""
          : "causes are " + problems + " (expected: " + expected + ")";
    }
    if (!problems.isEmpty()) return "refused: " + problems;
    if (!Defaults.apply(object).equals(object)) return "defaults are not stable";
    for (Tree path : recorded.list("absent")) {
      String[] names = ((Tree.Text) path).value().split("\\.", -1);
      if (object.at(names).isPresent()) return "is there: " + path;
    }
    return difference(recorded.obj("json"), object, "");
  }

  private static String difference(Tree expected, Tree actual, String path) {
    if (expected instanceof Tree.Obj want && actual instanceof Tree.Obj have) {
      for (Map.Entry<String, Tree> member : want.members().entrySet()) {
        String at = path + "." + member.getKey();
        if (have.get(member.getKey()).isEmpty()) return at + " is missing";
        String inner = difference(member.getValue(), have.get(member.getKey()).orElseThrow(), at);
        if (!inner.isEmpty()) return inner;
      }
      return "";
    }
    if (expected instanceof Tree.Arr want && actual instanceof Tree.Arr have) {
      if (want.elements().size() != have.elements().size()) return path + " has another length";
      for (int i = 0; i < want.elements().size(); i++) {
        String at = path + "[" + i + "]";
        String inner = difference(want.elements().get(i), have.elements().get(i), at);
        if (!inner.isEmpty()) return inner;
      }
      return "";
    }
    if (expected.equals(actual)) return "";
    return path
        + " is "
        + JsonWriter.write(actual)
        + " (expected: "
        + JsonWriter.write(expected)
        + ")";
  }

  private static String reason(Problem problem) {
    String message = problem.message();
    int colon = message.indexOf(':');
    return REASONS.getOrDefault(colon < 0 ? message : message.substring(0, colon), "?" + message);
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = ApiObjectsTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
