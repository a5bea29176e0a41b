package dev.roster.app.wiring;

import java.io.PrintWriter;
import java.util.List;

/// Lines on a terminal that stay in place: each picture is drawn over the one before it.
public final class Picture {
  private final PrintWriter out;
  private int drawn;

  /// Nothing is drawn yet.
  public Picture(PrintWriter out) {
    this.out = out;
  }

  /// Draws lines, cut to the size of the terminal.
  public void draw(List<String> lines, Terminal terminal) {
    StringBuilder picture = new StringBuilder();
    if (drawn > 0) picture.append("\u001b[").append(drawn).append("F\u001b[J");
    int rows = Math.max(2, terminal.rows() - 2);
    int columns = terminal.columns();
    int count = Math.min(lines.size(), rows);
    for (int i = 0; i < count; i++) {
      String line = lines.get(i);
      if (i == count - 1 && lines.size() > rows) line = "... " + (lines.size() - i) + " more";
      picture.append(line, 0, Math.min(line.length(), columns)).append('\n');
    }
    drawn = count;
    out.print(picture);
    out.flush();
  }
}
