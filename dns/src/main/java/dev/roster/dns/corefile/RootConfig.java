package dev.roster.dns.corefile;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// `root FOLDER`: where relative paths of the other directives in the block begin.
public record RootConfig(String folder) implements DirectiveConfig {
  @Override
  public String directive() {
    return "root";
  }

  static RootConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    String folder = "";
    while (words.next()) {
      if (!words.nextOnLine()) throw words.refuse("root needs a folder");
      folder = words.text();
      if (!Files.exists(path(words))) {
        block.note(words.position(), "the folder " + folder + " does not exist yet");
      }
    }
    return new RootConfig(folder);
  }

  private static Path path(TokenCursor words) throws Refusal {
    try {
      return Path.of(words.text());
    } catch (InvalidPathException e) {
      throw words.refuse("\"" + words.text() + "\" is no path: " + e.getReason());
    }
  }

  /// Where a path of another directive leads: below the folder, if it is relative.
  public Path resolve(String path) {
    return Path.of(folder).resolve(path);
  }
}
