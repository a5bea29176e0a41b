package dev.roster.core.zonetext;

/// One word of a zone file, its bytes as Latin-1 characters, escapes as they stand.
///
/// @param quoted whether it stood in quotes
/// @param joined whether nothing stands between it and the word before
/// @param line where it begins, counted from 1
record Word(String text, boolean quoted, boolean joined, int line) {
  /// A short form for messages.
  String shown() {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
