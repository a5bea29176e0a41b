package dev.roster.dns.gotemplate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// What Go makes of the same templates: recorded from CoreDNS 1.14.7, which was asked for TXT of
/// `foo.bar.u` (`template/templates.txt`).
class GoTemplateTest {
  private static final Map<String, Value> GROUPS =
      Map.of(
          "0", new Value.Text("foo.bar.u."),
          "1", new Value.Text("foo"),
          "2", new Value.Text("bar"),
          "a", new Value.Text("foo"),
          "b", new Value.Text("bar"));

  private static final Value DATA =
      new Value.Fields(
          Map.ofEntries(
              Map.entry("Name", new Value.Text("foo.bar.u.")),
              Map.entry("Zone", new Value.Text(".")),
              Map.entry("Type", new Value.Text("TXT")),
              Map.entry("Class", new Value.Text("IN")),
              Map.entry("Regex", new Value.Text("^(?P<a>[a-z]+)[.](?P<b>[a-z]+)[.]u[.]$")),
              Map.entry("Remote", new Value.Text("127.0.0.1")),
              Map.entry("Group", new Value.Table(GROUPS)),
              Map.entry("Var", new Value.Table(Map.of())),
              Map.entry("Meta", new Value.Method(_ -> "")),
              Map.entry(
                  "Match",
                  new Value.Items(
                      List.of(
                          new Value.Text("foo.bar.u."),
                          new Value.Text("foo"),
                          new Value.Text("bar")))),
              Map.entry(
                  "Question",
                  new Value.Fields(
                      Map.of("Name", new Value.Text("foo.bar.u."), "Qtype", Value.Whole.of(16))))));

  @TestFactory
  Stream<DynamicTest> recorded() {
    return lines().stream()
        .map(line -> {
          int tab = line.indexOf('\t');
          String text = line.substring(0, tab);
          return DynamicTest.dynamicTest(
              text, () -> assertThat(outcome(text)).as(text).isEqualTo(line.substring(tab + 1)));
        });
  }

  private static String outcome(String text) {
    return switch (GoTemplate.parse(text)) {
      case GoTemplate.Parsed.Refused _ -> "REFUSED";
      case GoTemplate.Parsed.Template(GoTemplate template) ->
          switch (template.run(DATA)) {
            case GoTemplate.Output.Failed _ -> "FAILED";
            case GoTemplate.Output.Text(String out) -> "= " + out.replace("\n", "\\n");
          };
    };
  }

  @Test
  void runsAreBounded() {
    assertThat(outcome("{{ range 60000 }}{{ range 60000 }}{{ end }}{{ end }}")).isEqualTo("FAILED");
    assertThat(outcome("{{ range 60000 }}{{ $.Name }}{{ end }}")).isEqualTo("FAILED");
    assertThat(outcome("{{ range 999999999999 }}x{{ end }}")).isEqualTo("FAILED");
    assertThat(outcome("{{ printf `%9999d` 1 }}")).isEqualTo("FAILED");
    assertThat(outcome("{{ if true }}".repeat(60) + "{{ end }}".repeat(60))).isEqualTo("REFUSED");
    assertThat(outcome("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}"))
        .isEqualTo("REFUSED");
    assertThat(outcome("x".repeat(70_000))).isEqualTo("REFUSED");
  }

  /// Whatever a template holds, reading and running it ends with a result.
  @Test
  @Timeout(120)
  void mutatedTemplatesEndWithAResult() {
    List<String> seeds =
        lines().stream().map(line -> line.substring(0, line.indexOf('\t'))).toList();
    List<String> pieces =
        List.of("{{", "}}", "{{-", "-}}", "|", "(", ")", "$x", ":=", "`", "\"", "'", ".", "if ");
    for (long seed = 0; seed < 1_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
          case 0 -> text.insert(at, pieces.get(random.nextInt(pieces.size())));
          case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(6)));
          default -> text.insert(at, seeds.get(random.nextInt(seeds.size())));
        }
      }
      try {
        assertThat(outcome(text.toString())).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }

  private static List<String> lines() {
    try (InputStream in =
        Objects.requireNonNull(
            GoTemplateTest.class.getResourceAsStream("/template/templates.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
