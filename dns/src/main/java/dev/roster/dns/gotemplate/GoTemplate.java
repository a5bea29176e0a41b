package dev.roster.dns.gotemplate;

import java.util.List;

/// A template in the language of Go's text/template: actions with pipelines, `if`, `with`, `range`,
/// variables, comments and trim markers, Go's predefined functions and `parseInt`. Templates inside
/// templates (`define`, `template`, `block`) are refused. Immutable.
///
/// Bounds: [#TEXT_CHARS_MAX], [Parser#DEPTH_MAX], [Run#STEPS_MAX], [Run#OUTPUT_CHARS_MAX].
public final class GoTemplate {
  /// Characters of a template, at most.
  public static final int TEXT_CHARS_MAX = 65_536;

  private final List<Node> nodes;
  private final String text;

  private GoTemplate(List<Node> nodes, String text) {
    this.nodes = nodes;
    this.text = text;
  }

  /// A template, or why a text is none.
  public sealed interface Parsed {
    /// A template.
    record Template(GoTemplate template) implements Parsed {}

    /// What is wrong.
    record Refused(String why) implements Parsed {}
  }

  /// What a run wrote, or why it failed.
  public sealed interface Output {
    /// All of it.
    record Text(String text) implements Output {}

    /// What went wrong.
    record Failed(String why) implements Output {}
  }

  /// Reads a template.
  public static Parsed parse(String text) {
    if (text.length() > TEXT_CHARS_MAX) {
      return new Parsed.Refused(text.length() + " characters (expected: 65536 or less)");
    }
    try {
      return new Parsed.Template(new GoTemplate(Parser.parse(text), text));
    } catch (Failure failure) {
      return new Parsed.Refused(failure.what());
    }
  }

  /// Writes the template.
  ///
  /// @param data what `.` is
  public Output run(Value data) {
    try {
      return new Output.Text(new Run(data).text(nodes));
    } catch (Failure failure) {
      return new Output.Failed(failure.what());
    }
  }

  /// As it was written.
  @Override
  public String toString() {
    return text;
  }
}
