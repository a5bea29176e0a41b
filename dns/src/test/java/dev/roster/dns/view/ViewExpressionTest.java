package dev.roster.dns.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ViewExpressionTest {
  private static Optional<Predicate<String>> regex(String text) {
    try {
      return Optional.of(Pattern.compile(text).asPredicate());
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /// What CoreDNS 1.14.7 takes or refuses at its start, each tried.
  @TestFactory
  Stream<DynamicTest> recorded() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ViewExpressionTest.class.getResourceAsStream("/corefile/expressions.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().toList().stream().map(line -> DynamicTest.dynamicTest(line, () -> check(line)));
    }
  }

  private static void check(String line) {
    String text = line.substring(3);
    boolean accepted = true;
    String why = "";
    try {
      ViewExpression.of(text, ViewExpressionTest::regex);
    } catch (WrongExpression wrong) {
      accepted = false;
      why = wrong.getMessage();
    }
    assertThat(accepted).as("%s", why).isEqualTo(line.startsWith("ok"));
  }

  @Test
  void aBoundIsARefusal() {
    String deep = "(".repeat(1_000) + "true" + ")".repeat(1_000);
    assertThatThrownBy(() -> ViewExpression.of(deep, ViewExpressionTest::regex))
        .hasMessageContaining("100");
    String signs = "!".repeat(1_000) + "true";
    assertThatThrownBy(() -> ViewExpression.of(signs, ViewExpressionTest::regex))
        .hasMessageContaining("100");
    String longer = "true" + " || true".repeat(2_000);
    assertThatThrownBy(() -> ViewExpression.of(longer, ViewExpressionTest::regex))
        .hasMessageContaining("8192");
    for (String open : new String[] {"'a", "`a", "[1", "len(", "1 in", "not", "a\\", "'\\q'"}) {
      assertThatThrownBy(() -> ViewExpression.of(open, ViewExpressionTest::regex))
          .isInstanceOf(WrongExpression.class);
    }
  }
}
