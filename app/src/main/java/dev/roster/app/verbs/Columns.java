package dev.roster.app.verbs;

import java.util.ArrayList;
import java.util.List;

/// Rows in columns as kubectl aligns them: each as wide as its widest cell and a gap. A stream of
/// rows remembers the widths.
public final class Columns {
  /// Spaces between columns of `get`.
  static final int GAP = 3;

  private final int gap;
  private final List<Integer> widths = new ArrayList<>();

  /// With the gap of `get`.
  public Columns() {
    this(GAP);
  }

  /// @param gap spaces behind the widest cell
  Columns(int gap) {
    this.gap = gap;
  }

  /// Some rows, each with a line feed; later rows keep the widths, or widen them.
  public String lines(List<List<String>> rows) {
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) widths.add(0);
        widths.set(i, Math.max(widths.get(i), width(row.get(i))));
      }
    }
    StringBuilder lines = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        lines.append(cell);
        if (i < row.size() - 1) lines.append(" ".repeat(widths.get(i) - width(cell) + gap));
      }
      lines.append('\n');
    }
    return lines.toString();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
