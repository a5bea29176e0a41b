package dev.roster.dns.corefile;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// `chaos [VERSION [AUTHOR...]]`: answers `version.bind` and its kin in class CH.
///
/// @param version empty: the program's own
/// @param authors in order, none twice; empty: the program's own
public record ChaosConfig(Optional<String> version, List<String> authors)
    implements DirectiveConfig {
  /// Bytes of a string in a TXT record.
  private static final int STRING_BYTES_MAX = 255;

  public ChaosConfig {
    authors = List.copyOf(authors);
  }

  @Override
  public String directive() {
    return "chaos";
  }

  static ChaosConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    List<String> arguments = words.arguments().stream().map(word -> cut(word.text())).toList();
    if (words.nextInBlock()) {
      throw words.refuse("chaos has no property \"" + words.text() + "\"");
    }
    List<String> authors =
        arguments.size() < 2
            ? List.of()
            : List.copyOf(new TreeSet<>(arguments.subList(1, arguments.size())));
    return new ChaosConfig(arguments.stream().findFirst(), authors);
  }

  private static String cut(String text) {
    return text.length() <= STRING_BYTES_MAX ? text : text.substring(0, STRING_BYTES_MAX);
  }
}
