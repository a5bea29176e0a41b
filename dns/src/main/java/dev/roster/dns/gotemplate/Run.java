package dev.roster.dns.gotemplate;

import dev.roster.dns.gotemplate.Node.Operand;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/// One run of a template over some data. Confined to it.
final class Run {
  /// Nodes that one run visits, at most: loops over numbers end here.
  static final int STEPS_MAX = 20_000;

  /// Characters that one run writes, at most.
  static final int OUTPUT_CHARS_MAX = 131_072;

  /// How a list of nodes ended.
  private enum End {
    DONE,
    BREAK,
    CONTINUE
  }

  private static final class Variable {
    final String name;
    Value value;

    Variable(String name, Value value) {
      this.name = name;
      this.value = value;
    }
  }

  private final List<Variable> variables = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();
  private int steps;

  Run(Value data) {
    variables.add(new Variable("$", data));
  }

  String text(List<Node> nodes) throws Failure {
    walk(nodes, variables.getFirst().value);
    return out.toString();
  }

  private End walk(List<Node> nodes, Value dot) throws Failure {
    for (Node node : nodes) {
      if (++steps > STEPS_MAX) throw new Failure("a run of too many steps");
      switch (node) {
        case Node.Plain(String plain) -> write(plain);
        case Node.Action action -> {
          Value value = value(action, dot);
          if (action.variables().isEmpty()) write(Printing.text(value));
        }
        case Node.Jump(boolean ends) -> {
          return ends ? End.BREAK : End.CONTINUE;
        }
        case Node.Branch branch -> {
          int known = variables.size();
          End end = branch(branch, dot);
          forget(known);
          if (end != End.DONE) return end;
        }
      }
    }
    return End.DONE;
  }

  private void write(String text) throws Failure {
    if (out.length() + text.length() > OUTPUT_CHARS_MAX) throw new Failure("too much output");
    out.append(text);
  }

  private void forget(int known) {
    while (variables.size() > known) variables.removeLast();
  }

  private Value value(Node.Action action, Value dot) throws Failure {
    Value value = pipe(action.pipe(), dot);
    for (String name : action.variables()) {
      if (action.declares()) variables.add(new Variable(name, value));
      else variable(name).value = value;
    }
    return value;
  }

  private Variable variable(String name) throws Failure {
    for (Variable variable : variables.reversed()) if (variable.name.equals(name)) return variable;
    throw new Failure("undefined variable \"" + name + "\"");
  }

  private End branch(Node.Branch branch, Value dot) throws Failure {
    if (branch.kind() == Node.Kind.RANGE) return range(branch, dot);
    Value value = value(branch.on(), dot);
    if (!Value.isTrue(value)) return walk(branch.otherwise(), dot);
    return walk(branch.body(), branch.kind() == Node.Kind.WITH ? value : dot);
  }

  private End range(Node.Branch branch, Value dot) throws Failure {
    Items over = items(pipe(branch.on().pipe(), dot));
    if (over.count == 0) return walk(branch.otherwise(), dot);
    List<String> names = branch.on().variables();
    for (int i = 0; i < over.count; i++) {
      // A body may be empty: a round is a step by itself.
      if (++steps > STEPS_MAX) throw new Failure("a run of too many steps");
      int known = variables.size();
      Value value = over.value.apply(i);
      if (names.size() == 2) assign(branch.on(), 0, over.key.apply(i));
      if (!names.isEmpty()) assign(branch.on(), names.size() - 1, value);
      End end = walk(branch.body(), value);
      forget(known);
      if (end == End.BREAK) break;
    }
    return End.DONE;
  }

  /// What is ranged over: made one by one, as most are never reached where a run has too many.
  private record Items(int count, IntFunction<Value> key, IntFunction<Value> value) {}

  private static Items items(Value over) throws Failure {
    return switch (over) {
      case Value.Items(List<Value> items) -> new Items(items.size(), Value.Whole::of, items::get);
      case Value.Table(Map<String, Value> entries) -> {
        List<String> keys = entries.keySet().stream().sorted().toList();
        yield new Items(
            keys.size(),
            i -> new Value.Text(keys.get(i)),
            i -> Objects.requireNonNull(entries.get(keys.get(i))));
      }
      case Value.Whole(BigInteger number) -> {
        if (number.bitLength() > 16) throw new Failure("a range over " + number);
        yield new Items(Math.max(0, number.intValue()), Value.Whole::of, Value.Whole::of);
      }
      case Value.None _ -> new Items(0, Value.Whole::of, Value.Whole::of);
      default -> throw new Failure("range can't iterate over " + Printing.text(over));
    };
  }

  private void assign(Node.Action on, int index, Value value) throws Failure {
    String name = on.variables().get(index);
    if (on.declares()) variables.add(new Variable(name, value));
    else variable(name).value = value;
  }

  private Value pipe(Node.Pipe pipe, Value dot) throws Failure {
    List<Value> before = List.of();
    for (Node.Command command : pipe.commands()) before = List.of(command(command, before, dot));
    return before.getFirst();
  }

  private Value command(Node.Command command, List<Value> last, Value dot) throws Failure {
    if (++steps > STEPS_MAX) throw new Failure("a run of too many steps");
    List<Operand> operands = command.operands();
    List<Operand> arguments = operands.subList(1, operands.size());
    switch (operands.getFirst()) {
      case Operand.Function(String name) -> {
        if (name.equals("and") || name.equals("or")) {
          return shortCircuit(name.equals("or"), arguments, last, dot);
        }
        List<Value> values = values(arguments, dot);
        values.addAll(last);
        return Functions.call(name, values);
      }
      case Operand.Chain chain -> {
        Value value = chain(chain, dot);
        if (value instanceof Value.Method(var call)) {
          List<Value> values = values(arguments, dot);
          values.addAll(last);
          if (values.size() != 1 || !(values.getFirst() instanceof Value.Text(String text))) {
            throw new Failure("a method wants one string");
          }
          return new Value.Text(call.apply(text));
        }
        if (!arguments.isEmpty() || !last.isEmpty()) {
          throw new Failure("can't give argument to a value that is no function");
        }
        return value;
      }
      case Operand.Constant(Value value) -> {
        if (!arguments.isEmpty()) throw new Failure("can't give argument to a constant");
        if (value instanceof Value.None) throw new Failure("nil is not a command");
        return value;
      }
    }
  }

  /// `and` and `or` look no further than they must.
  private Value shortCircuit(boolean until, List<Operand> arguments, List<Value> last, Value dot)
      throws Failure {
    Value value = Value.NONE;
    int count = arguments.size() + last.size();
    if (count == 0) throw new Failure("wrong number of args: want at least 1 got 0");
    for (Operand argument : arguments) {
      value = operand(argument, dot);
      if (Value.isTrue(value) == until) return value;
    }
    return last.isEmpty() ? value : last.getFirst();
  }

  private List<Value> values(List<Operand> operands, Value dot) throws Failure {
    List<Value> values = new ArrayList<>();
    for (Operand operand : operands) values.add(operand(operand, dot));
    return values;
  }

  private Value operand(Operand operand, Value dot) throws Failure {
    return switch (operand) {
      case Operand.Constant(Value value) -> value;
      case Operand.Function _ -> command(new Node.Command(List.of(operand)), List.of(), dot);
      case Operand.Chain chain -> chain(chain, dot);
    };
  }

  private Value chain(Operand.Chain chain, Value dot) throws Failure {
    Value value = dot;
    if (chain.pipe().isPresent()) value = pipe(chain.pipe().get(), dot);
    else if (!chain.of().equals(".")) value = variable(chain.of()).value;
    for (String field : chain.fields()) value = field(value, field);
    return value;
  }

  private static Value field(Value of, String name) throws Failure {
    return switch (of) {
      case Value.Fields(Map<String, Value> fields) -> {
        Value value = fields.get(name);
        if (value == null) throw new Failure("can't evaluate field " + name);
        yield value;
      }
      case Value.Table(Map<String, Value> entries) -> entries.getOrDefault(name, Value.NONE);
      default -> throw new Failure("can't evaluate field " + name + " of " + Printing.text(of));
    };
  }
}
