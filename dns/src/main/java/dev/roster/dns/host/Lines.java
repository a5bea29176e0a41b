package dev.roster.dns.host;

/// Where directives write lines for people. Never blocks: a line that finds no room is counted and
/// lost.
@FunctionalInterface
public interface Lines {
  /// Writes a line, without its end.
  void line(System.Logger.Level level, String text);
}
