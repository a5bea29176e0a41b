package dev.roster.engine.objects;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// What a mistyped word was probably meant to be.
final class Nearest {
  /// Words longer than this are compared with nothing.
  static final int WORD_CHARS_MAX = 64;

  private Nearest() {}

  /// The candidate with the fewest edits, if they are few for the word's length; of equals the
  /// first.
  static Optional<String> of(String word, Collection<String> candidates) {
    if (word.length() > WORD_CHARS_MAX) return Optional.empty();
    String folded = word.toLowerCase(Locale.ROOT);
    int best = Math.min(3, 1 + word.length() / 4);
    Optional<String> nearest = Optional.empty();
    for (String candidate : candidates) {
      int edits = edits(folded, candidate.toLowerCase(Locale.ROOT));
      if (edits < best || (edits == best && nearest.isEmpty())) {
        best = edits;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  // Insertions, deletions, replacements, and exchanges of neighbours.
  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        least = Math.min(least, cost[i - 1][j - 1] + same);
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = exchanged ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
