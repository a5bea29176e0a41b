package dev.roster.dns.corefile;

import java.util.ArrayList;
import java.util.List;

/// A Corefile line by line, for people.
///
/// @param result what [CorefileReader#read] gives
/// @param lines what becomes of each line, as far as the text can be split into blocks
public record CorefileReview(CorefileResult result, List<CorefileLine> lines) {
  public CorefileReview {
    lines = List.copyOf(lines);
  }

  /// The lines, where more was found to be wrong than the text shows: addresses, files.
  public List<CorefileLine> linesWith(List<CorefileProblem> problems) {
    List<CorefileLine> marked = new ArrayList<>();
    for (CorefileLine line : lines) marked.add(line.with(problems));
    return marked;
  }
}
