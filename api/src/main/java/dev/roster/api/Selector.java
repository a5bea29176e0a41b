package dev.roster.api;

import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.LabelSelector.Operator;
import dev.roster.core.objects.LabelSelector.Requirement;
import dev.roster.core.objects.Tree;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which objects a list or a watch wants: `labelSelector` and `fieldSelector` of the query.
record Selector(LabelSelector labels, List<Comparison> comparisons, List<FieldTest> fields) {
  /// Everything.
  static final Selector ALL = new Selector(new LabelSelector(List.of()), List.of(), List.of());

  Selector {
    comparisons = List.copyOf(comparisons);
    fields = List.copyOf(fields);
  }

  /// A label that must be a number above (or below) another.
  record Comparison(String key, boolean above, BigInteger than) {
    boolean matches(Map<String, String> values) {
      String value = values.getOrDefault(key, "");
      if (!value.matches("-?[0-9]{1,18}")) return false;
      int order = new BigInteger(value).compareTo(than);
      return above ? order > 0 : order < 0;
    }
  }

  /// A field that must have (or not have) a value.
  record FieldTest(String path, String value, boolean equal) {
    boolean matches(Tree.Obj object) {
      String absent = path.equals("spec.hostNetwork") ? "false" : "";
      String found = object.at(path.split("\\.", -1)).map(FieldTest::text).orElse(absent);
      return found.equals(value) == equal;
    }

    private static String text(Tree tree) {
      return switch (tree) {
        case Tree.Text text -> text.value();
        case Tree.Num num -> num.value().toPlainString();
        case Tree.Bool bool -> Boolean.toString(bool.value());
        case Tree.Obj _, Tree.Arr _, Tree.Null _ -> "";
      };
    }
  }

  /// Fields that may be selected by, of every kind and of some (seen on a server).
  private static final Set<String> FIELDS = Set.of("metadata.name", "metadata.namespace");

  private static final Map<String, Set<String>> FIELDS_OF =
      Map.of(
          "pods",
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName"),
          "services",
          Set.of("spec.clusterIP", "spec.type"),
          "namespaces",
          Set.of("status.phase"),
          "nodes",
          Set.of("spec.unschedulable"),
          "secrets",
          Set.of("type"),
          "events",
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"));

  private static final Pattern SET_BASED =
      Pattern.compile("\\s*([^\\s!=<>,()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*([^\\s!=<>,()]+)\\s*(==|=|!=)\\s*([^\\s!=<>,()]*)\\s*");
  private static final Pattern COMPARISON =
      Pattern.compile("\\s*([^\\s!=<>,()]+)\\s*([<>])\\s*(-?[0-9]{1,18})\\s*");
  private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*([^\\s!=<>,()]+)\\s*");

  /// Reads both query parameters of a list of these objects.
  ///
  /// @param plural the resource: it says which fields may be selected by
  static Selector of(ApiRequest request, String plural) throws RefusedException {
    List<Requirement> labels = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    String text = request.parameter("labelSelector");
    if (!text.isBlank()) {
      for (String part : split(text)) requirement(text, part, labels, comparisons);
    }
    List<FieldTest> fields = new ArrayList<>();
    String fieldText = request.parameter("fieldSelector");
    if (!fieldText.isBlank()) {
      for (String part : fieldText.split(",", -1)) fields.add(field(part, fieldText, plural));
    }
    return new Selector(new LabelSelector(labels), comparisons, fields);
  }

  /// Whether an object is wanted.
  boolean matches(Tree.Obj object) {
    Map<String, String> texts = object.texts("metadata", "labels");
    if (!labels.matches(texts)) return false;
    for (Comparison comparison : comparisons) if (!comparison.matches(texts)) return false;
    for (FieldTest field : fields) if (!field.matches(object)) return false;
    return true;
  }

  private static void requirement(
      String text, String part, List<Requirement> labels, List<Comparison> comparisons)
      throws RefusedException {
    Matcher set = SET_BASED.matcher(part);
    Matcher equality = EQUALITY.matcher(part);
    Matcher comparison = COMPARISON.matcher(part);
    Matcher existence = EXISTENCE.matcher(part);
    if (set.matches()) {
      Operator operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
      List<String> values = new ArrayList<>();
      for (String value : set.group(3).split(",", -1)) values.add(value.strip());
      labels.add(new Requirement(set.group(1), operator, values));
    } else if (equality.matches()) {
      Operator operator = equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN;
      labels.add(new Requirement(equality.group(1), operator, List.of(equality.group(3))));
    } else if (comparison.matches()) {
      boolean above = comparison.group(2).equals(">");
      var than = new BigInteger(comparison.group(3));
      comparisons.add(new Comparison(comparison.group(1), above, than));
    } else if (existence.matches()) {
      Operator operator = existence.group(1).isEmpty() ? Operator.EXISTS : Operator.DOES_NOT_EXIST;
      labels.add(new Requirement(existence.group(2), operator, List.of()));
    } else {
      throw new RefusedException(
          Failure.badRequest(
              "unable to parse requirement: found '" + part + "' in '" + text + "'"));
    }
  }

  /// At commas outside of parentheses.
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') depth++;
      if (c == ')') depth--;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static FieldTest field(String part, String text, String plural) throws RefusedException {
    boolean equal = !part.contains("!=");
    String[] sides = part.split(equal ? "==?" : "!=", 2);
    if (sides.length != 2) {
      throw new RefusedException(
          Failure.badRequest("invalid selector: '" + text + "'; can't understand '" + part + "'"));
    }
    String path = sides[0].strip();
    if (!FIELDS.contains(path) && !FIELDS_OF.getOrDefault(plural, Set.of()).contains(path)) {
      throw new RefusedException(Failure.badRequest("field label not supported: " + path));
    }
    return new FieldTest(path, sides[1].strip(), equal);
  }
}
