package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.nio.file.Path;
import java.util.Map;

/// Reads a Corefile: the text with its imports, then each directive of each server block. What it
/// accepts is what CoreDNS 1.14.7 accepts of the directives that Roster has; nothing is bound, and
/// no file but imports is read.
///
/// Bounds: [Imports#FILE_BYTES_MAX] a file, [Lexer#TOKENS_MAX] words in all.
public final class CorefileReader {
  private CorefileReader() {}

  /// Reads a file.
  ///
  /// @param environment what `{$NAME}` stands for
  public static CorefileResult read(Path file, Map<String, String> environment) {
    return reading(file, environment).result();
  }

  /// Reads a text.
  ///
  /// @param source what positions name; imports are relative to its folder
  public static CorefileResult read(String text, String source, Map<String, String> environment) {
    return new Reading(text, source, environment).result();
  }

  /// Reads a file, and tells what becomes of each line, head by head. Files that a line names for
  /// the cluster's sake are not looked at, see [ClusterFiles].
  ///
  /// @param environment what `{$NAME}` stands for
  public static CorefileReview review(Path file, Map<String, String> environment) {
    Reading reading = reading(file, environment);
    return new CorefileReview(reading.result(), reading.lines());
  }

  private static Reading reading(Path file, Map<String, String> environment) {
    Token wanted = new Token(file.toString(), new Position(file.toString(), 0, 0));
    try {
      return new Reading(Imports.text(file, wanted), file.toString(), environment);
    } catch (Refusal refusal) {
      return new Reading(refusal.problem());
    }
  }
}
