package dev.roster.engine.objects;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.roster.core.objects.Tree;
import java.util.Map;

/// Trees to JSON text. Members keep their order, so equal trees with equal orders give equal text.
public final class JsonWriter {
  private static final String INDENT = "    ";

  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;

  private JsonWriter(boolean pretty) {
    this.pretty = pretty;
  }

  /// On one line, without spaces.
  public static String write(Tree tree) {
    JsonWriter writer = new JsonWriter(false);
    writer.value(tree, 0);
    return writer.out.toString();
  }

  /// As `kubectl -o json` prints it: four spaces a level, one member or element a line, and a line
  /// feed at the end.
  public static String writePretty(Tree tree) {
    JsonWriter writer = new JsonWriter(true);
    writer.value(tree, 0);
    return writer.out.append('\n').toString();
  }

  private void value(Tree tree, int depth) {
    switch (tree) {
      case Tree.Obj obj -> object(obj, depth);
      case Tree.Arr arr -> array(arr, depth);
      case Tree.Text text -> quoted(text.value());
      case Tree.Num num -> out.append(num.value());
      case Tree.Bool bool -> out.append(bool.value());
      case Tree.Null _ -> out.append("null");
    }
  }

  private void object(Tree.Obj obj, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, Tree> member : obj.members().entrySet()) {
      if (!first) out.append(',');
      first = false;
      line(depth + 1);
      quoted(member.getKey());
      out.append(pretty ? ": " : ":");
      value(member.getValue(), depth + 1);
    }
    if (!first) line(depth);
    out.append('}');
  }

  private void array(Tree.Arr arr, int depth) {
    out.append('[');
    boolean first = true;
    for (Tree element : arr.elements()) {
      if (!first) out.append(',');
      first = false;
      line(depth + 1);
      value(element, depth + 1);
    }
    if (!first) line(depth);
    out.append(']');
  }

  private void line(int depth) {
    if (pretty) out.append('\n').repeat(INDENT, depth);
  }

  private void quoted(String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }
}
