package dev.roster.node.root;

import java.util.List;
import java.util.stream.Collectors;

/// Text for a POSIX shell.
public final class Shell {
  private Shell() {}

  /// One word, whatever is in it.
  public static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /// Several words.
  public static String quote(List<String> words) {
    return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }
}
