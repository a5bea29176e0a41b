package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Trees as YAML in the manner of `kubectl get -o yaml`: members sorted, lists not indented, texts
/// quoted where they would read as something else.
public final class YamlText {
  /// What YAML 1.1 reads as something else than a text.
  private static final Set<String> WORDS =
      Set.of(
          "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "y",
          "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off",
          "OFF", ".inf", "-.inf", ".nan", ".NaN", ".Inf", "=", "<<");

  private static final Pattern NUMBER_OR_TIME =
      Pattern.compile(
          "[-+]?(0[xob])?[0-9a-fA-F_]*[0-9][0-9a-fA-F_]*|[-+]?[0-9_]*\\.?[0-9_]+([eE][-+]?[0-9]+)?"
              + "|[-+]?[0-9_]+\\.[0-9_]*([eE][-+]?[0-9]+)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"
              + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");

  private static final Pattern PLAIN =
      Pattern.compile("[^\\s\\-?:,\\[\\]{}#&*!|>'\"%@`][^\\x00-\\x1f\\x7f]*|-[^\\s\\x00-\\x1f].*");

  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  /// A document, ending with a line feed.
  public static String of(Tree tree) {
    YamlText yaml = new YamlText();
    switch (tree) {
      case Tree.Obj obj when !obj.members().isEmpty() -> yaml.members(obj, 0);
      case Tree.Arr arr when !arr.elements().isEmpty() -> yaml.elements(arr, 0);
      case Tree.Obj _, Tree.Arr _, Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> {
        yaml.scalar(tree, 0);
      }
    }
    return yaml.out.toString();
  }

  /// The same tree with the members of every object in the order of their names.
  static Tree sorted(Tree tree) {
    return switch (tree) {
      case Tree.Obj obj -> {
        TreeMap<String, Tree> members = new TreeMap<>();
        obj.members().forEach((name, value) -> members.put(name, sorted(value)));
        yield Tree.Obj.of(members);
      }
      case Tree.Arr arr -> Tree.Arr.of(arr.elements().stream().map(YamlText::sorted).toList());
      case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> tree;
    };
  }

  private void members(Tree.Obj obj, int indent) {
    boolean first = true;
    for (var member : new TreeMap<>(obj.members()).entrySet()) {
      if (!first) out.append(" ".repeat(indent));
      first = false;
      String name = member.getKey();
      out.append(name.indexOf('\n') < 0 ? text(name, 0) : JsonWriter.write(Tree.Text.of(name)));
      out.append(':');
      value(member.getValue(), indent);
    }
  }

  private void value(Tree value, int indent) {
    switch (value) {
      case Tree.Obj obj when !obj.members().isEmpty() -> {
        out.append('\n').append(" ".repeat(indent + 2));
        members(obj, indent + 2);
      }
      case Tree.Arr arr when !arr.elements().isEmpty() -> {
        out.append('\n');
        elements(arr, indent);
      }
      case Tree.Obj _, Tree.Arr _, Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> {
        out.append(' ');
        scalar(value, indent + 2);
      }
    }
  }

  private void elements(Tree.Arr arr, int indent) {
    for (Tree element : arr.elements()) {
      out.append(" ".repeat(indent)).append("- ");
      switch (element) {
        case Tree.Obj obj when !obj.members().isEmpty() -> members(obj, indent + 2);
        case Tree.Arr inner when !inner.elements().isEmpty() -> {
          out.setLength(out.length() - 1);
          out.append('\n');
          elements(inner, indent + 2);
        }
        case Tree.Obj _, Tree.Arr _, Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ ->
            scalar(element, indent + 2);
      }
    }
  }

  private void scalar(Tree value, int indent) {
    switch (value) {
      case Tree.Text text -> out.append(text(text.value(), indent)).append('\n');
      case Tree.Obj _ -> out.append("{}\n");
      case Tree.Arr _ -> out.append("[]\n");
      case Tree.Num _, Tree.Bool _, Tree.Null _ -> out.append(JsonWriter.write(value)).append('\n');
    }
  }

  private static String text(String text, int indent) {
    if (text.indexOf('\n') >= 0 && printable(text)) return literal(text, indent);
    if (WORDS.contains(text) || NUMBER_OR_TIME.matcher(text).matches()) {
      return JsonWriter.write(Tree.Text.of(text));
    }
    boolean plain =
        PLAIN.matcher(text).matches()
            && !text.contains(": ")
            && !text.contains(" #")
            && !text.endsWith(":")
            && !text.endsWith(" ")
            && printable(text);
    if (plain) return text;
    return printable(text)
        ? "'" + text.replace("'", "''") + "'"
        : JsonWriter.write(Tree.Text.of(text));
  }

  /// A block of lines; how it ends tells how many line feeds the text ends with.
  private static String literal(String text, int indent) {
    if (text.startsWith(" ") || text.startsWith("\n")) return JsonWriter.write(Tree.Text.of(text));
    String chomp = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
    StringBuilder block = new StringBuilder("|").append(chomp);
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    for (String line : body.split("\n", -1)) {
      block.append('\n');
      if (!line.isEmpty()) block.append(" ".repeat(indent)).append(line);
    }
    return block.toString();
  }

  private static boolean printable(String text) {
    return text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\n' || c > 0xa0);
  }
}
