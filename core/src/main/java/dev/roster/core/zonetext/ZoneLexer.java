package dev.roster.core.zonetext;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts a zone file into entries: the words of a line, or of several where parentheses hold them
/// together. Comments are dropped.
final class ZoneLexer {
  /// Words of one entry, at most.
  static final int WORDS_MAX = 16_384;

  private final String text;
  private int at;
  private int line = 1;

  // Of the entry under way.
  private final StringBuilder word = new StringBuilder();
  private int wordLine;
  private List<Word> words = new ArrayList<>();
  private boolean blankBefore;

  /// Reads from the start of a text, whose characters are bytes.
  ZoneLexer(String text) {
    this.text = text;
  }

  /// Words that belong together.
  ///
  /// @param indented whether blanks stand before the first word: the owner is that of the entry
  ///   before
  record Entry(boolean indented, List<Word> words, int line) {}

  /// The next entry with a word in it; empty at the end.
  Optional<Entry> next() throws BadText {
    while (at < text.length()) {
      words = new ArrayList<>();
      blankBefore = true;
      int first = line;
      boolean indented = isBlank(text.charAt(at));
      entry();
      if (!words.isEmpty()) return Optional.of(new Entry(indented, words, first));
    }
    return Optional.empty();
  }

  /// Reads up to the line end that no parenthesis holds open.
  private void entry() throws BadText {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case ' ', '\t' -> {
          endWord();
          blankBefore = true;
        }
        case '\r' -> {}
        case '\n' -> {
          endWord();
          line++;
          blankBefore = true;
          if (depth == 0) return;
        }
        case ';' -> {
          endWord();
          while (at < text.length() && text.charAt(at) != '\n') at++;
        }
        case '(' -> depth++;
        case ')' -> {
          if (--depth < 0) throw new BadText(line, "a closing parenthesis without an opening one");
        }
        case '"' -> {
          endWord();
          quoted();
        }
        default -> plain(c);
      }
    }
    endWord();
    if (depth != 0) throw new BadText(line, "the file ends inside parentheses");
  }

  private void plain(char c) {
    if (word.isEmpty()) wordLine = line;
    word.append(c);
    if (c != '\\' || at >= text.length()) return;
    char escaped = text.charAt(at);
    if (escaped == '\n' || escaped == '\r') return;
    word.append(escaped);
    at++;
  }

  private void quoted() throws BadText {
    wordLine = line;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        add(true);
        return;
      }
      if (c == '\n') line++;
      word.append(c);
      if (c == '\\' && at < text.length()) word.append(text.charAt(at++));
    }
    throw new BadText(wordLine, "the file ends inside quotes");
  }

  private void endWord() throws BadText {
    if (!word.isEmpty()) add(false);
  }

  private void add(boolean quoted) throws BadText {
    if (words.size() == WORDS_MAX) {
      throw new BadText(line, "over " + WORDS_MAX + " words in one record");
    }
    words.add(new Word(word.toString(), quoted, !blankBefore, wordLine));
    word.setLength(0);
    blankBefore = false;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
