package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which labels are wanted: `matchLabels` and `matchExpressions`, all of which must hold.
///
/// A selector without requirements matches everything; whether that is meant is the caller's to
/// know (a Service without a selector selects nothing).
public record LabelSelector(List<Requirement> requirements) {
  /// Requires nothing.
  public static final LabelSelector NONE = new LabelSelector(List.of());

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /// How a requirement looks at a label.
  public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /// As manifests write it: `NotIn`.
    public String text() {
      return text;
    }
  }

  /// One requirement on one label.
  ///
  /// @param values for IN and NOT_IN; none for the others
  public record Requirement(String key, Operator operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
    }

    /// Whether labels satisfy it. NOT_IN holds where the label is missing.
    public boolean matches(Map<String, String> labels) {
      String value = Objects.requireNonNullElse(labels.get(key), "");
      boolean there = labels.containsKey(key);
      return switch (operator) {
        case IN -> there && values.contains(value);
        case NOT_IN -> !there || !values.contains(value);
        case EXISTS -> there;
        case DOES_NOT_EXIST -> !there;
      };
    }
  }

  /// The selector that a `LabelSelector` tree says; what is not well formed is left out
  /// ([ObjectRules] says what).
  public static LabelSelector of(Tree.Obj tree) {
    List<Requirement> requirements = new ArrayList<>(equalities(tree.texts("matchLabels")));
    for (Tree.Obj each : TreeLists.objects(tree.list("matchExpressions"))) {
      for (Operator operator : Operator.values()) {
        if (operator.text().equals(each.text("operator"))) {
          List<String> values = TreeLists.texts(each.list("values"));
          requirements.add(new Requirement(each.text("key"), operator, values));
        }
      }
    }
    return new LabelSelector(requirements);
  }

  /// A map of labels that must be equal, as a Service's `spec.selector`.
  public static LabelSelector ofLabels(Map<String, String> labels) {
    return new LabelSelector(equalities(labels));
  }

  /// Whether labels satisfy every requirement.
  public boolean matches(Map<String, String> labels) {
    for (Requirement each : requirements) if (!each.matches(labels)) return false;
    return true;
  }

  /// Whether it requires nothing.
  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  private static List<Requirement> equalities(Map<String, String> labels) {
    List<Requirement> requirements = new ArrayList<>();
    labels.forEach((k, v) -> requirements.add(new Requirement(k, Operator.IN, List.of(v))));
    return requirements;
  }
}
