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
  public CorefileConfig {
    if (blocks.isEmpty()) throw new IllegalArgumentException("a Corefile without server block");
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }
}
