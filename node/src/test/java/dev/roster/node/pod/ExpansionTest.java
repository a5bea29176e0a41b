package dev.roster.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpansionTest {
  @Test
  void expandsAsKubernetesDoes() {
    Map<String, String> known = Map.of("A", "1", "B", "$(A)", "E", "");
    for (String row :
        """
        $(A)          | 1
        x$(A)y$(A)    | x1y1
        $(B)          | $(A)
        $(NOPE)       | $(NOPE)
        $$(A)         | $(A)
        $$$(A)        | $1
        $$$$(A)       | $$(A)
        $(E)          |
        $A            | $A
        $             | $
        $(A           | $(A
        $((A))        | $((A))
        a$b$(A)       | a$b1
        """
            .lines()
            .toList()) {
      String[] cells = row.split("\\|", -1);
      assertThat(Expansion.expand(cells[0].strip(), known)).as(row).isEqualTo(cells[1].strip());
    }
  }
}
