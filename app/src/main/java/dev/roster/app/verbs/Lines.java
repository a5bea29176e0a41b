package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Indented `Name: value` lines as `kubectl describe` prints them: values stand below each other,
/// as long as no line without a value comes between.
final class Lines {
  private final StringBuilder text = new StringBuilder();
  private final List<String[]> block = new ArrayList<>();

  /// A line `name: value`; a value of several lines goes on below its first.
  Lines add(int level, String name, String value) {
    boolean first = true;
    for (String line : value.split("\n", -1)) {
      block.add(new String[] {first ? "  ".repeat(level) + name + ":" : "", line});
      first = false;
    }
    return this;
  }

  /// A line as it is.
  Lines line(int level, String line) {
    flush();
    text.append("  ".repeat(level)).append(line).append('\n');
    return this;
  }

  /// A heading whose content follows, or `<none>` beside it.
  Lines heading(int level, String name, boolean empty) {
    return empty ? add(level, name, "<none>") : line(level, name + ":");
  }

  /// A table below a heading.
  Lines table(int level, List<List<String>> rows) {
    flush();
    Columns columns = new Columns(2);
    columns
        .lines(rows)
        .lines()
        .forEach(line -> text.append("  ".repeat(level)).append(line.stripTrailing()).append('\n'));
    return this;
  }

  /// All that was added.
  @Override
  public String toString() {
    flush();
    return text.toString();
  }

  /// `a=1` lines in the order of their names.
  static String pairs(Map<String, String> pairs, String between) {
    if (pairs.isEmpty()) return "<none>";
    List<String> lines = new ArrayList<>();
    new TreeMap<>(pairs).forEach((name, value) -> lines.add(name + between + value));
    return String.join("\n", lines);
  }

  /// Annotations without the long one of apply.
  static String annotations(Tree.Obj object) {
    Map<String, String> annotations = object.texts("metadata", "annotations");
    annotations.remove(LastApplied.ANNOTATION);
    return pairs(annotations, ": ");
  }

  static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  private void flush() {
    int width = 0;
    for (String[] line : block) width = Math.max(width, line[0].length());
    for (String[] line : block) {
      String row = line[0] + " ".repeat(width - line[0].length() + 2) + line[1];
      text.append(row.stripTrailing()).append('\n');
    }
    block.clear();
  }
}
