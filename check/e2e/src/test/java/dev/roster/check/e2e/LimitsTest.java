package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/limits.md` says what the source says. `-Dlimits.write=true` writes it anew.
class LimitsTest {
  private static final Pattern CONSTANT =
      Pattern.compile(
          "((?:^ *///[^\\n]*\\n)*)^ *(?:(?:public|private|protected) )?static final"
              + " (?:int|long|double|Duration) ([A-Z0-9_]*MAX[A-Z0-9_]*)\\s*=\\s*([^;]+);",
          Pattern.MULTILINE);
  private static final Pattern SENTENCE_END = Pattern.compile("[.;:](?=\\s|$)|\\(");
  private static final String FIRST_TABLE = "\n## ";

  @Test
  void thePageIsWhatTheSourceSays() throws IOException {
    Path root = Path.of(System.getProperty("roster.root"));
    Path page = root.resolve("docs/limits.md");
    String text = Files.readString(page);
    int tables = text.indexOf(FIRST_TABLE);
    String made = tables(root);
    if (Boolean.getBoolean("limits.write")) {
      Files.writeString(
          page, (tables < 0 ? text.stripTrailing() + "\n" : text.substring(0, tables)) + made);
      return;
    }
    assertThat(tables < 0 ? "" : text.substring(tables))
        .as("docs/limits.md is stale; its first lines say how it is written anew")
        .isEqualTo(made);
  }

  private static String tables(Path root) throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (Path file : sources(root)) {
      String module = root.relativize(file).getName(0).toString();
      String name = file.getFileName().toString().replace(".java", "");
      Matcher constant = CONSTANT.matcher(Files.readString(file));
      while (constant.find()) {
        String value = constant.group(3).replaceAll("\\s+", " ");
        String what = what(constant.group(1), constant.group(2));
        rows.computeIfAbsent(module, _ -> new ArrayList<>())
            .add("| `%s.%s` | `%s` | %s |\n".formatted(name, constant.group(2), value, what));
      }
    }
    StringBuilder text = new StringBuilder();
    rows.forEach((module, lines) -> {
      text.append(FIRST_TABLE)
          .append(module)
          .append("\n\n| bound | value | what |\n|---|---|---|\n");
      lines.stream().sorted().forEach(text::append);
    });
    return text.toString();
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      List<Path> files = new ArrayList<>();
      for (Path module : modules.sorted().toList()) {
        Path main = module.resolve("src/main/java");
        if (!Files.isDirectory(main)) continue;
        try (Stream<Path> all = Files.walk(main)) {
          all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
        }
      }
      return files;
    }
  }

  /// The first sentence of the comment, or else the name in words.
  private static String what(String comment, String name) {
    String text = comment.replaceAll("(?m)^ *///", " ").replaceAll("\\s+", " ").strip();
    if (text.isEmpty()) {
      return name.replaceAll("_MAX|MAX_", "").replace('_', ' ').toLowerCase(Locale.ROOT);
    }
    Matcher end = SENTENCE_END.matcher(text);
    String first = end.find() ? text.substring(0, end.start()).strip() : text;
    return first.replace("|", "\\|").replaceAll("\\[#?([^\\]]*)\\]", "$1");
  }
}
