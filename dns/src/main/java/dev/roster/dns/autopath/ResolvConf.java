package dev.roster.dns.autopath;

import dev.roster.core.names.Name;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The search list of a resolv.conf (resolv.conf(5)): the last `search` or `domain` line counts.
public final class ResolvConf {
  /// Bytes of a file that are read, at most.
  static final int BYTES_MAX = 65_536;

  private ResolvConf() {}

  /// The search list of a file; what is no name is left out.
  ///
  /// @throws IOException if it can't be read
  public static List<Name> search(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return search(new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8));
    }
  }

  static List<Name> search(String text) {
    List<Name> search = List.of();
    for (String line : text.lines().toList()) {
      if (line.startsWith(";") || line.startsWith("#")) continue;
      List<String> words = List.of(line.strip().split("\\s+", -1));
      switch (words.getFirst()) {
        case "search" -> search = names(words.subList(1, words.size()));
        case "domain" -> search = names(words.subList(1, Math.min(2, words.size())));
        default -> {}
      }
    }
    return search;
  }

  private static List<Name> names(List<String> words) {
    List<Name> names = new ArrayList<>();
    for (String word : words) Name.parse(word).map(Name::folded).ifPresent(names::add);
    return names;
  }
}
