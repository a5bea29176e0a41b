package dev.roster.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.app.wiring.LineLoggers.LineLogger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/// What the program tells of itself, as a person reads it.
class LineLoggersTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final System.Logger log =
      new LineLogger("a.name", new PrintStream(bytes, false, StandardCharsets.UTF_8));

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /// Words by key.
  private static final class Words extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
      return new Object[][] {{"gone", "{0} is gone"}};
    }
  }

  @Test
  void theRuntimeFindsIt() {
    assertThat(ServiceLoader.load(System.LoggerFinder.class))
        .hasAtLeastOneElementOfType(LineLoggers.class);
    System.Logger found = new LineLoggers().getLogger("a.name", getClass().getModule());
    assertThat(found.getName()).isEqualTo("a.name");
  }

  @Test
  void nothingBelowInfoIsTold() {
    for (Level level : List.of(Level.ALL, Level.TRACE, Level.DEBUG, Level.OFF)) {
      assertThat(log.isLoggable(level)).as("%s", level).isFalse();
      log.log(level, "quiet");
      log.log(level, "quiet {0}", 1);
      log.log(level, "quiet", new IllegalStateException("quiet"));
    }
    assertThat(lines()).isEmpty();
    for (Level level : List.of(Level.INFO, Level.WARNING, Level.ERROR)) {
      assertThat(log.isLoggable(level)).as("%s", level).isTrue();
      log.log(level, "told");
    }
    assertThat(lines()).containsExactly("[INFO] told", "[WARNING] told", "[ERROR] told");
  }

  @Test
  void parametersStandInTheirPlaces() {
    log.log(Level.INFO, "{1} of {0}, can''t be {2}", "two", "one", "three");
    log.log(Level.INFO, "without parameters {0} and '' stay");
    log.log(Level.INFO, () -> "made {0} late");
    assertThat(lines())
        .containsExactly(
            "[INFO] one of two, can't be three",
            "[INFO] without parameters {0} and '' stay",
            "[INFO] made {0} late");
  }

  @Test
  void aBundleGivesTheWords() {
    ResourceBundle words = new Words();
    log.log(Level.INFO, words, "gone", "db-0");
    log.log(Level.INFO, words, "{0} has no words", "db-1");
    assertThat(lines()).containsExactly("[INFO] db-0 is gone", "[INFO] db-1 has no words");
  }

  @Test
  void aFailureHasItsStackBehindIt() {
    Exception cause = new IllegalArgumentException("the cause");
    log.log(Level.ERROR, "it failed", new IllegalStateException("the failure", cause));
    log.log(Level.INFO, "next");
    List<String> lines = lines();
    assertThat(lines.getFirst())
        .isEqualTo("[ERROR] it failed: java.lang.IllegalStateException: the failure");
    assertThat(lines.get(1)).startsWith("\tat " + LineLoggersTest.class.getName() + ".");
    assertThat(lines).contains("Caused by: java.lang.IllegalArgumentException: the cause");
    assertThat(lines.getLast()).isEqualTo("[INFO] next");
  }
}
