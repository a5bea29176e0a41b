package dev.roster.dns.corefile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `errors [stdout] { stacktrace; consolidate DURATION REGEX [LEVEL] [show_first] }`: failures of
/// directives go to the log.
///
/// @param consolidations the first whose pattern is found in a message counts it instead of logging
///   it
/// @param stacktrace whether a failure inside Roster is logged with its stack
public record ErrorsConfig(List<Consolidation> consolidations, boolean stacktrace)
    implements DirectiveConfig {
  public ErrorsConfig {
    consolidations = List.copyOf(consolidations);
  }

  /// How a line is logged.
  public enum Level {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }

  /// One kind of message that is counted and told once a period.
  ///
  /// @param pattern looked for in the message; its text stands in the summary
  /// @param showFirst whether the first of a period is logged at once
  public record Consolidation(Duration period, GoPattern pattern, Level level, boolean showFirst) {}

  @Override
  public String directive() {
    return "errors";
  }

  static ErrorsConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Consolidation> consolidations = new ArrayList<>();
    boolean stacktrace = false;
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("errors stands twice in this server block");
      List<Token> arguments = words.arguments();
      if (arguments.size() > 1) throw words.refuseCount("errors", "none, or stdout", arguments);
      if (arguments.size() == 1 && !arguments.getFirst().text().equals("stdout")) {
        throw words.refuse("errors goes to \"" + words.text() + "\" (expected: stdout)");
      }
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "stacktrace" -> stacktrace = true;
          case "consolidate" -> consolidations.add(consolidation(words));
          default -> throw words.refuseProperty("errors", List.of("consolidate", "stacktrace"));
        }
      }
    }
    return new ErrorsConfig(consolidations, stacktrace);
  }

  private static Consolidation consolidation(TokenCursor words) throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.size() < 2 || arguments.size() > 4) {
      throw words.refuseCount("consolidate", "DURATION REGEX [LEVEL] [show_first]", arguments);
    }
    Optional<Duration> period = GoValues.duration(arguments.getFirst().text());
    if (period.isEmpty()) {
      throw words.refuse(
          "consolidate: \"" + arguments.getFirst().text() + "\" is no duration (expected: 1m30s)");
    }
    String text = arguments.get(1).text();
    Optional<GoPattern> pattern = GoPattern.compile(text);
    if (pattern.isEmpty()) {
      throw words.refuse("consolidate: \"" + text + "\" is no regular expression (RE2 syntax)");
    }
    Optional<Level> level = Optional.empty();
    boolean showFirst = false;
    for (Token option : arguments.subList(2, arguments.size())) {
      Optional<Level> said = level(option.text());
      if (said.isPresent() && level.isPresent()) {
        throw words.refuse("consolidate has two levels");
      }
      if (said.isPresent() && showFirst) {
        throw words.refuse("consolidate: the level stands before show_first");
      }
      if (said.isPresent()) level = said;
      else if (option.text().equals("show_first")) showFirst = true;
      else {
        throw words.refuse(
            "consolidate: \""
                + option.text()
                + "\" (expected: debug, info, warning, error or show_first)");
      }
    }
    return new Consolidation(period.get(), pattern.get(), level.orElse(Level.ERROR), showFirst);
  }

  private static Optional<Level> level(String text) {
    return switch (text) {
      case "debug" -> Optional.of(Level.DEBUG);
      case "info" -> Optional.of(Level.INFO);
      case "warning" -> Optional.of(Level.WARNING);
      case "error" -> Optional.of(Level.ERROR);
      default -> Optional.empty();
    };
  }
}
