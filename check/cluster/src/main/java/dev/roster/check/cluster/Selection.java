package dev.roster.check.cluster;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Which objects a request selects: by `labelSelector` of equalities, and by `fieldSelector`.
record Selection(List<Term> labels, List<Term> fields) {
  /// One condition.
  private record Term(String name, String value, boolean equal) {
    boolean holds(String stated) {
      return stated.equals(value) == equal;
    }
  }

  static Selection of(Map<String, String> query) {
    return new Selection(
        terms(query.getOrDefault("labelSelector", "")),
        terms(query.getOrDefault("fieldSelector", "")));
  }

  private static List<Term> terms(String text) {
    List<Term> terms = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      if (each.isEmpty()) continue;
      boolean unequal = each.contains("!=");
      String[] sides = each.split(unequal ? "!=" : "==?", 2);
      terms.add(new Term(sides[0], sides.length > 1 ? sides[1] : "", !unequal));
    }
    return terms;
  }

  boolean matches(Tree.Obj object) {
    Map<String, String> stated = object.texts("metadata", "labels");
    for (Term term : labels) {
      if (!term.holds(stated.getOrDefault(term.name, ""))) return false;
    }
    for (Term term : fields) {
      if (!term.holds(object.text(term.name.split("\\.", -1)))) return false;
    }
    return true;
  }
}
