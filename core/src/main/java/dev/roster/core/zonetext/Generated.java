package dev.roster.core.zonetext;

import java.util.List;
import java.util.Optional;

/// `$GENERATE START-STOP[/STEP] TEXT`, as BIND has it: the line once for each number, `$` being the
/// number, `${OFFSET,WIDTH,BASE}` a changed one, `$$` and `\$` the character.
final class Generated {
  /// Lines of one statement, at most.
  static final int LINES_MAX = 65_536;

  /// Digits of a number, at most.
  static final int WIDTH_MAX = 255;

  private final String text;
  private final int line;

  private Generated(String text, int line) {
    this.text = text;
    this.line = line;
  }

  /// The lines that the words behind `$GENERATE` come to.
  static String lines(List<Word> words) throws BadText {
    if (words.size() < 2) throw new BadText(words.getFirst().line(), "$GENERATE RANGE TEXT");
    Word range = words.get(1);
    long[] numbers = range(range);
    StringBuilder text = new StringBuilder();
    for (Word word : words.subList(2, words.size())) {
      if (!text.isEmpty() && !word.joined()) text.append(' ');
      if (word.quoted()) text.append('"').append(word.text()).append('"');
      else text.append(word.text());
    }
    Generated generated = new Generated(text.toString(), range.line());
    StringBuilder all = new StringBuilder();
    for (long n = numbers[0]; n <= numbers[1]; n += numbers[2]) {
      generated.line(n, all);
      all.append('\n');
      if (all.length() > ZoneText.FILE_BYTES_MAX) {
        throw new BadText(
            range.line(), "$GENERATE makes over " + ZoneText.FILE_BYTES_MAX + " bytes");
      }
    }
    return all.toString();
  }

  private static long[] range(Word word) throws BadText {
    String[] steps = word.text().split("/", 2);
    String[] ends = steps[0].split("-", 2);
    long step = steps.length == 2 ? number(steps[1]).orElse(0L) : 1;
    long start = number(ends[0]).orElse(-1L);
    long stop = ends.length == 2 ? number(ends[1]).orElse(-1L) : -1;
    if (step <= 0 || start < 0 || stop < start || (stop - start) / step >= LINES_MAX) {
      throw new BadText(
          word.line(),
          "\""
              + word.shown()
              + "\" is no range (expected: START-STOP[/STEP], at most 65536 steps)");
    }
    return new long[] {start, stop, step};
  }

  private static Optional<Long> number(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    if (digits.isEmpty() || digits.length() > 10) return Optional.empty();
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') return Optional.empty();
    }
    return Optional.of(negative ? -Long.parseLong(digits) : Long.parseLong(digits));
  }

  private void line(long n, StringBuilder out) throws BadText {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      if (c == '\\' && (next == '$' || next == '\\')) {
        out.append(next);
        i++;
      } else if (c != '$') {
        if (c != '\\') out.append(c);
      } else if (next == '$') {
        out.append('$');
        i++;
      } else if (next == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) throw new BadText(line, "a modifier without its end in $GENERATE");
        modified(text.substring(i + 2, end), n, out);
        i = end;
      } else {
        out.append(n);
      }
    }
  }

  private void modified(String modifier, long n, StringBuilder out) throws BadText {
    String[] parts = modifier.split(",", -1);
    Optional<Long> offset = number(parts[0]);
    Optional<Long> width = parts.length > 1 ? number(parts[1]) : Optional.of(0L);
    String base = parts.length > 2 ? parts[2] : "d";
    boolean known = base.equals("d") || base.equals("o") || base.equals("x") || base.equals("X");
    boolean fits = width.isPresent() && width.get() >= 0 && width.get() <= WIDTH_MAX;
    if (parts.length > 3 || offset.isEmpty() || !fits || !known) {
      throw new BadText(
          line, "\"${" + modifier + "}\" in $GENERATE (expected: ${OFFSET[,WIDTH[,d|o|x|X]]})");
    }
    long value = n + offset.get();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new BadText(line, "\"${" + modifier + "}\" in $GENERATE leads to " + value);
    }
    String digits =
        switch (base) {
          case "o" -> Long.toOctalString(value);
          case "x" -> Long.toHexString(value);
          case "X" -> Long.toHexString(value).toUpperCase(java.util.Locale.ROOT);
          default -> Long.toString(value);
        };
    for (long i = digits.length(); i < width.get(); i++) out.append('0');
    out.append(digits);
  }
}
