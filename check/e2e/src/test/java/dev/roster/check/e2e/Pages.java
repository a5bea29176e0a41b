package dev.roster.check.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The blocks of a page that are run.
final class Pages {
  private Pages() {}

  /// One block marked `sh test`.
  ///
  /// @param up whether it is started first and stays
  /// @param expected the `text` block after it: what it printed
  record Block(int line, boolean up, String text, Optional<String> expected) {}

  /// The page's blocks in order.
  static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    boolean followsBlock = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.startsWith("```")) {
        if (!line.isBlank()) followsBlock = false;
        continue;
      }
      int begin = i + 1;
      StringBuilder text = new StringBuilder();
      for (i++; !lines.get(i).equals("```"); i++) text.append(lines.get(i)).append('\n');
      if (line.equals("```sh test") || line.equals("```sh test up")) {
        blocks.add(new Block(begin, line.endsWith(" up"), text.toString(), Optional.empty()));
        followsBlock = true;
      } else if (line.equals("```text") && followsBlock) {
        Block last = blocks.removeLast();
        blocks.add(new Block(last.line(), last.up(), last.text(), Optional.of(text.toString())));
        followsBlock = false;
      }
    }
    return blocks;
  }
}
