package dev.roster.dns.view;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What the words of [Declared] stand for while one question is answered: the question as
/// `template` sees it (after `rewrite`), the groups that its expression matched, and the variables
/// that have a value already. Confined to the thread that answers.
public final class Bindings {
  /// Bound around each run of an expression of a `template`.
  static final ScopedValue<Bindings> CURRENT = ScopedValue.newInstance();

  final String name;
  final String type;
  final String qclass;
  final UnaryOperator<String> groups;
  private final Map<String, Object> variables = new HashMap<>();

  /// Nothing has a value yet.
  ///
  /// @param name the question's name in lower case, with its final dot
  /// @param groups a group by name or number; "" for one that there is not
  public Bindings(String name, String type, String qclass, UnaryOperator<String> groups) {
    this.name = name;
    this.type = type;
    this.qclass = qclass;
    this.groups = groups;
  }

  /// Gives a variable its value, see [ViewExpression#run].
  public void set(String variable, Object value) {
    variables.put(variable, value);
  }

  Object value(String variable) {
    Object value = variables.get(variable);
    if (value == null) throw new ViewNode.Failed(variable + " has no value");
    return value;
  }
}
