package dev.roster.core.zonetext;

/// Where a zone file finds what `$INCLUDE` names: files are no business of a parser.
@FunctionalInterface
public interface ZoneSource {
  /// What a name in a zone file leads to.
  ///
  /// @param from the file that says it
  /// @param name as it stands there
  Included open(String from, String name);

  /// A file, or why there is none.
  sealed interface Included {
    /// Its bytes as Latin-1 characters.
    record Text(String file, String text) implements Included {}

    /// For a message.
    record Missing(String why) implements Included {}
  }
}
