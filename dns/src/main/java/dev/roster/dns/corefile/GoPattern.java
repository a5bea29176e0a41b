package dev.roster.dns.corefile;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A regular expression of a Corefile, run over what clients send. RE2 takes linear time; Java's
/// engine may go back over the text, so here each search has a bound: one that passes it found
/// nothing.
///
/// @param text as written
public record GoPattern(String text, Pattern pattern) {
  /// Characters that one search may look at, at most.
  public static final int STEPS_MAX = 2_000_000;

  /// The expression, empty where it is none in RE2's syntax.
  public static Optional<GoPattern> compile(String text) {
    return GoRegex.compile(text).map(pattern -> new GoPattern(text, pattern));
  }

  /// Like [#compile], where only whether it matches is asked.
  public static Optional<Predicate<String>> search(String text) {
    return compile(text).map(pattern -> input -> pattern.find(input).isPresent());
  }

  /// The first place where it matches.
  public Optional<MatchResult> find(String input) {
    try {
      Matcher matcher = pattern.matcher(new Bounded(input, new int[] {STEPS_MAX}));
      return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    } catch (TooManySteps | StackOverflowError _) {
      return Optional.empty();
    }
  }

  /// How many groups it has, the whole match not counted.
  public int groups() {
    return pattern.matcher("").groupCount();
  }

  /// The numbers of the groups that have names.
  public Map<String, Integer> names() {
    Map<String, Integer> names = new TreeMap<>();
    pattern.namedGroups().forEach((java, number) -> names.put(GoRegex.writtenName(java), number));
    return names;
  }

  /// `{1}` and so on in `replacement` become what the groups hold, as `rewrite` writes them.
  public static String fill(String replacement, MatchResult match) {
    String filled = replacement;
    for (int i = 0; i <= match.groupCount(); i++) {
      String group = match.group(i);
      filled = filled.replace("{" + i + "}", group == null ? "" : group);
    }
    return filled;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GoPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// Ends a search; caught where it began.
  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super("a regular expression takes too long", null, false, false);
    }
  }

  /// Counts each look at a character.
  @SuppressWarnings("ArrayRecordComponent")
  private record Bounded(String of, int[] left) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (--left[0] < 0) throw new TooManySteps();
      return of.charAt(index);
    }

    @Override
    public int length() {
      return of.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return of.substring(start, end);
    }

    @Override
    public String toString() {
      return of;
    }
  }
}
