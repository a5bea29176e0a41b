package dev.roster.core.zonetext;

/// Unwinds a parser to [RecordText] or [ZoneText], which alone catch it and return the problem: it
/// never leaves this package.
final class BadText extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// A problem at a line, counted from 1.
  BadText(int line, String what) {
    super(what);
    this.line = line;
  }

  int line() {
    return line;
  }

  String what() {
    String what = getMessage();
    return what == null ? "" : what;
  }
}
