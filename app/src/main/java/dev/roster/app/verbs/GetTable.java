package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.objects.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Prints the server's tables; one for each kind, which remembers its columns from print to print.
final class GetTable {
  private final String prefix;
  private final boolean wide;
  private final boolean namespaces;
  private final boolean labels;
  private final Columns columns = new Columns();

  /// @param prefix in front of names, "" for none
  /// @param namespaces whether the first column is the namespace
  GetTable(String prefix, boolean wide, boolean namespaces, boolean labels) {
    this.prefix = prefix;
    this.wide = wide;
    this.namespaces = namespaces;
    this.labels = labels;
  }

  /// Some rows of a table.
  String text(Tree.Obj table, List<Tree.Obj> rows, boolean headers) {
    List<Tree.Obj> definitions = TreeLists.objects(table.list("columnDefinitions"));
    List<List<String>> lines = new ArrayList<>();
    if (headers) {
      List<String> line = new ArrayList<>();
      if (namespaces) line.add("NAMESPACE");
      for (Tree.Obj definition : definitions) {
        if (shown(definition)) line.add(definition.text("name").toUpperCase(Locale.ROOT));
      }
      if (labels) line.add("LABELS");
      lines.add(line);
    }
    for (Tree.Obj row : rows) lines.add(row(definitions, row));
    return columns.lines(lines);
  }

  private List<String> row(List<Tree.Obj> definitions, Tree.Obj row) {
    List<String> line = new ArrayList<>();
    if (namespaces) line.add(row.text("object", "metadata", "namespace"));
    List<Tree> cells = row.list("cells");
    for (int i = 0; i < Math.min(cells.size(), definitions.size()); i++) {
      if (!shown(definitions.get(i))) continue;
      boolean name = definitions.get(i).text("format").equals("name");
      line.add((name ? prefix : "") + text(cells.get(i)));
    }
    if (labels) line.add(labels(row));
    return line;
  }

  private boolean shown(Tree.Obj definition) {
    return wide || definition.number(0, "priority") == 0;
  }

  private static String labels(Tree.Obj row) {
    var sorted = new TreeMap<>(row.texts("object", "metadata", "labels"));
    String text =
        sorted.entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
    return text.isEmpty() ? "<none>" : text;
  }

  /// A cell on one line: what is not text is as in JSON.
  private static String text(Tree cell) {
    return switch (cell) {
      case Tree.Text text -> text.value().replace('\n', ' ').replace('\t', ' ');
      case Tree.Null _ -> "<none>";
      case Tree.Obj _, Tree.Arr _, Tree.Num _, Tree.Bool _ -> JsonWriter.write(cell);
    };
  }
}
