package dev.roster.dns.gotemplate;

import java.util.List;
import java.util.Optional;

/// The tree of a template.
sealed interface Node {
  /// Text as it is.
  record Plain(String text) implements Node {}

  /// `{{pipeline}}`, with variables that take its value instead of being written.
  ///
  /// @param declares whether `:=` makes new variables
  record Action(List<String> variables, boolean declares, Pipe pipe) implements Node {}

  /// `if`, `with` and `range`.
  record Branch(Kind kind, Action on, List<Node> body, List<Node> otherwise) implements Node {}

  /// `break` and `continue`.
  record Jump(boolean ends) implements Node {}

  /// What a branch does.
  enum Kind {
    IF,
    WITH,
    RANGE
  }

  /// Commands, each of which gets the value of the one before as its last argument.
  record Pipe(List<Command> commands) {}

  /// An operand, or a function with arguments.
  record Command(List<Operand> operands) {}

  /// A part of a command.
  sealed interface Operand {
    /// A constant.
    record Constant(Value value) implements Operand {}

    /// A function by name.
    record Function(String name) implements Operand {}

    /// Fields of a value, one inside the other.
    ///
    /// @param of `.`, `$`, `$x`, or "" for a pipeline in parentheses
    record Chain(String of, Optional<Pipe> pipe, List<String> fields) implements Operand {}
  }
}
