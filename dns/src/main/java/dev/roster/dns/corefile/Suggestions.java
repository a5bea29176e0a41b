package dev.roster.dns.corefile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds what a person may have meant by a word that is none of those expected.
final class Suggestions {
  /// Longer words are not compared.
  private static final int WORD_CHARS_MAX = 64;

  private Suggestions() {}

  /// The candidate nearest to the word: at most a third of its letters differ.
  static Optional<String> nearest(String word, List<String> candidates) {
    if (word.length() > WORD_CHARS_MAX) return Optional.empty();
    String wanted = word.toLowerCase(Locale.ROOT);
    int best = Math.max(1, wanted.length() / 3) + 1;
    Optional<String> nearest = Optional.empty();
    for (String candidate : candidates) {
      int distance = distance(wanted, candidate);
      if (distance < best) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /// `did you mean "..."?`, or what there is.
  static String hint(String word, List<String> candidates) {
    return nearest(word, candidates)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElse("expected: " + String.join(", ", candidates));
  }

  /// Levenshtein's distance, where two letters swapped count as one.
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) cost[i][0] = i;
    for (int j = 0; j <= b.length(); j++) cost[0][j] = j;
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
    return cost[a.length()][b.length()];
  }
}
