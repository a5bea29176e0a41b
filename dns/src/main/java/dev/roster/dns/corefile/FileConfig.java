package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `file DBFILE [ZONES...] { reload DURATION; fallthrough [ZONES...]; reload_by_mtime; upstream }`:
/// zones from zone files. A block may have several; what they say of falling through is one.
///
/// @param files in their order; a zone that stands twice is the last file's
/// @param fallthrough zones of which names that don't exist go to the next directive
/// @param reloadsAtAll whether a file that is not there yet is looked for again, as the last of the
///   files says
public record FileConfig(List<ZoneFile> files, List<Name> fallthrough, boolean reloadsAtAll)
    implements DirectiveConfig {
  /// Where nothing is said.
  public static final Duration RELOAD_DEFAULT = Duration.ofMinutes(1);

  public FileConfig {
    files = List.copyOf(files);
    fallthrough = List.copyOf(fallthrough);
  }

  /// One zone file.
  ///
  /// @param path as it is written
  /// @param reload between two looks; 0: never again
  /// @param byTime whether a new time of the file makes it new, whatever its serial
  public record ZoneFile(
      String path, List<Name> zones, Duration reload, boolean byTime, Position position) {
    public ZoneFile {
      zones = List.copyOf(zones);
    }
  }

  @Override
  public String directive() {
    return "file";
  }

  static FileConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<ZoneFile> files = new ArrayList<>();
    List<Name> fallthrough = List.of();
    Duration reload = RELOAD_DEFAULT;
    boolean byTime = false;
    while (words.next()) {
      Position position = words.position();
      List<Token> arguments = words.arguments();
      if (arguments.isEmpty()) throw words.refuseCount("file", "DBFILE [ZONES...]", arguments);
      List<Token> zones = arguments.subList(1, arguments.size());
      List<Name> origins =
          zones.isEmpty() ? block.zones() : ZoneKeys.ofArguments(zones, block.notes());
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "fallthrough" -> fallthrough = ZoneKeys.fallthrough(words, block);
          case "reload" -> reload = reload(words);
          case "reload_by_mtime" -> byTime = true;
          case "upstream" -> words.arguments();
          default ->
              throw words.refuseProperty(
                  "file", List.of("reload", "fallthrough", "reload_by_mtime", "upstream"));
        }
      }
      files.add(new ZoneFile(arguments.getFirst().text(), origins, reload, byTime, position));
    }
    return new FileConfig(files, fallthrough, !reload.isZero());
  }

  private static Duration reload(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.isEmpty()) throw words.refuseCount("reload", "a duration", values);
    String text = values.getFirst().text();
    Optional<Duration> duration = GoValues.duration(text).filter(it -> !it.isNegative());
    return duration.orElseThrow(
        () -> words.refuse("reload is \"" + text + "\" (expected: a duration such as 30s, or 0)"));
  }
}
