package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `log [NAME...] [FORMAT] { class CLASS... }`: a line for each answer.
///
/// @param rules the first whose zone holds the name decides; several `log` add up
public record LogConfig(List<Rule> rules) implements DirectiveConfig {
  /// CoreDNS's `{common}`, used where nothing is said.
  public static final String COMMON_FORMAT =
      "{remote}:{port} - {>id} \"{type} {class} {name} {proto} {size} {>do} {>bufsize}\""
          + " {rcode} {>rflags} {rsize} {duration}";

  /// CoreDNS's `{combined}`.
  public static final String COMBINED_FORMAT = COMMON_FORMAT + " \"{>opcode}\"";

  public LogConfig {
    rules = List.copyOf(rules);
  }

  /// Kinds of answers. ALL stands for the three others.
  public enum AnswerClass {
    ALL,
    SUCCESS,
    DENIAL,
    ERROR
  }

  /// What is logged of the names in one zone.
  public record Rule(Name zone, String format, Set<AnswerClass> classes) {
    public Rule {
      classes = Set.copyOf(classes);
    }
  }

  @Override
  public String directive() {
    return "log";
  }

  static LogConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Rule> rules = new ArrayList<>();
    while (words.next()) {
      List<Token> arguments = words.arguments();
      List<Token> zones = arguments;
      String format = COMMON_FORMAT;
      if (arguments.size() > 1 && arguments.getLast().text().indexOf('{') >= 0) {
        format =
            arguments
                .getLast()
                .text()
                .replace("{common}", COMMON_FORMAT)
                .replace("{combined}", COMBINED_FORMAT);
        zones = arguments.subList(0, arguments.size() - 1);
      }
      Set<AnswerClass> classes = classes(words);
      if (zones.isEmpty()) rules.add(new Rule(Name.ROOT, format, classes));
      for (Token zone : zones) {
        Optional<Name> name = Name.parse(zone.text());
        if (name.isPresent()) rules.add(new Rule(name.get().folded(), format, classes));
        else block.note(zone.position(), "log: \"" + zone.text() + "\" is no name and is ignored");
      }
    }
    return new LogConfig(rules);
  }

  private static Set<AnswerClass> classes(TokenCursor words) throws Refusal {
    Set<AnswerClass> classes = EnumSet.noneOf(AnswerClass.class);
    while (words.nextInBlock()) {
      if (!words.text().equals("class")) throw words.refuseProperty("log", List.of("class"));
      List<Token> values = words.arguments();
      if (values.isEmpty()) {
        throw words.refuseCount("class", "all, success, denial or error", values);
      }
      for (Token value : values) {
        classes.add(
            switch (value.text()) {
              case "all" -> AnswerClass.ALL;
              case "success" -> AnswerClass.SUCCESS;
              case "denial" -> AnswerClass.DENIAL;
              case "error" -> AnswerClass.ERROR;
              default ->
                  throw new Refusal(
                      value.position(),
                      "class is \"" + value.text() + "\" (expected: all, success, denial, error)");
            });
      }
    }
    return classes.isEmpty() ? Set.of(AnswerClass.ALL) : classes;
  }
}
