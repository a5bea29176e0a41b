package dev.roster.core.catalog;

/// Which publication of one process: it orders that process's answers and nothing else.
///
/// @param incarnation new at each start
/// @param n rises by one with each publication in which some answer differs; 0 before the first
public record Revision(long incarnation, long n) {
  /// The revision of the next publication.
  public Revision next() {
    return new Revision(incarnation, n + 1);
  }

  /// `17@1234`.
  @Override
  public String toString() {
    return n + "@" + incarnation;
  }
}
