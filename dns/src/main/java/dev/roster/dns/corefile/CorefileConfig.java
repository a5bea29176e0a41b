package dev.roster.dns.corefile;

import java.util.List;

/// A Corefile as understood.
///
/// @param blocks server blocks in the order of the text, at least one
/// @param notes what is accepted and deserves a word: an option that is not acted on, a pattern
///   that matched no file
/// @param fingerprint SHA-512 of the words and their places, imports included, as hexadecimal: what
///   differs in comments alone may have the same
public record CorefileConfig(
    List<ServerBlockConfig> blocks, List<CorefileProblem> notes, String fingerprint) {
  /// What CoreDNS serves where a file has no server block.
  static final String DEFAULT =
      """
      .:53 {
          whoami
          log
      }
      """;

  /// What positions in it name.
  static final String DEFAULT_SOURCE = "default Corefile";

  public CorefileConfig {
    if (blocks.isEmpty()) throw new IllegalArgumentException("a Corefile without server block");
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  /// Whether the file said nothing, and this is CoreDNS's default.
  public boolean isDefault() {
    return blocks.getFirst().zones().getFirst().position().source().equals(DEFAULT_SOURCE);
  }
}
