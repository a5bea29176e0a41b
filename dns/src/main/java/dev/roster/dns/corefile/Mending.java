package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.ArrayList;
import java.util.List;

/// The words of one directive without the lines that were refused, so that what else is wrong with
/// it is found too: of a block the line alone goes, otherwise all that belongs to its head.
final class Mending {
  private final List<Time> times = new ArrayList<>();

  /// One time that the directive stands in the block.
  private static final class Time {
    final List<List<Token>> lines = new ArrayList<>();
    boolean mended;
  }

  Mending(List<Token> words) {
    int depth = 0;
    Token previous = Token.NONE;
    for (Token word : words) {
      boolean begins = word.beginsLineAfter(previous);
      if (times.isEmpty() || (begins && depth == 0)) times.add(new Time());
      List<List<Token>> lines = times.getLast().lines;
      if (lines.isEmpty() || begins) lines.add(new ArrayList<>());
      lines.getLast().add(word);
      if (word.text().equals("{")) depth++;
      if (word.text().equals("}")) depth--;
      previous = word;
    }
  }

  /// What is left.
  List<Token> words() {
    return times.stream().flatMap(time -> time.lines.stream()).flatMap(List::stream).toList();
  }

  /// Takes out what a refusal names.
  ///
  /// @param unread gets the places of lines that go with it although nothing was said of them
  /// @return whether the refusal is worth telling: of a time that misses a line already, one at its
  ///   head or its end is perhaps for want of that line
  boolean without(Position refused, List<Position> unread) {
    for (int i = 0; i < times.size(); i++) {
      Time time = times.get(i);
      int line = lineOf(time, refused);
      if (line < 0) continue;
      boolean isInside = line > 0 && time.lines.get(line).stream().noneMatch(Mending::isBrace);
      boolean tell = isInside || !time.mended;
      if (isInside) {
        time.lines.remove(line);
        time.mended = true;
      } else {
        for (List<Token> each : time.lines) unread.add(each.getFirst().position());
        times.remove(i);
      }
      return tell;
    }
    // The words are not its own: no more of this directive is read.
    for (Time time : times) {
      for (List<Token> each : time.lines) unread.add(each.getFirst().position());
    }
    times.clear();
    return true;
  }

  /// The line of `time` that holds the word at this place, -1 for none.
  private static int lineOf(Time time, Position place) {
    for (int i = 0; i < time.lines.size(); i++) {
      for (Token word : time.lines.get(i)) if (word.position().equals(place)) return i;
    }
    return -1;
  }

  private static boolean isBrace(Token word) {
    return word.text().equals("{") || word.text().equals("}");
  }
}
