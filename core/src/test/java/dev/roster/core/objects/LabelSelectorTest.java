package dev.roster.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.LabelSelector.Operator;
import dev.roster.core.objects.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every requirement must hold; a missing label satisfies only what asks for its absence.
class LabelSelectorTest {
  private static final Map<String, String> LABELS = Map.of("app", "db", "tier", "");

  @Test
  void requirementsLookAtOneLabel() {
    check("app", Operator.IN, List.of("web", "db"), true);
    check("app", Operator.IN, List.of("web"), false);
    check("nope", Operator.IN, List.of(""), false);
    check("tier", Operator.IN, List.of(""), true);
    check("app", Operator.NOT_IN, List.of("web"), true);
    check("app", Operator.NOT_IN, List.of("db"), false);
    check("nope", Operator.NOT_IN, List.of("db"), true);
    check("tier", Operator.EXISTS, List.of(), true);
    check("nope", Operator.EXISTS, List.of(), false);
    check("tier", Operator.DOES_NOT_EXIST, List.of(), false);
    check("nope", Operator.DOES_NOT_EXIST, List.of(), true);
  }

  @Test
  void aTreeSaysAllOfThem() {
    Tree.Obj tree =
        Tree.Obj.of(
            Map.of(
                "matchLabels",
                Tree.Obj.of(Map.of("app", Tree.Text.of("db"))),
                "matchExpressions",
                Tree.Arr.of(
                    List.of(
                        Tree.Obj.of(
                            Map.of(
                                "key",
                                Tree.Text.of("tier"),
                                "operator",
                                Tree.Text.of("Exists")))))));
    LabelSelector selector = LabelSelector.of(tree);
    assertThat(selector.requirements()).hasSize(2);
    assertThat(selector.matches(LABELS)).isTrue();
    assertThat(selector.matches(Map.of("app", "db"))).isFalse();
  }

  @Test
  void noRequirementMatchesEverything() {
    LabelSelector selector = LabelSelector.of(Tree.Obj.EMPTY);
    assertThat(selector.isEmpty()).isTrue();
    assertThat(selector.matches(Map.of())).isTrue();
    assertThat(LabelSelector.ofLabels(Map.of("app", "web")).matches(LABELS)).isFalse();
  }

  private static void check(String key, Operator operator, List<String> values, boolean expected) {
    Requirement requirement = new Requirement(key, operator, values);
    assertThat(requirement.matches(LABELS)).as("%s", requirement).isEqualTo(expected);
  }
}
