package dev.roster.dns.view;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.view.ViewNode.Sort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What expressions may name beyond the functions of [ViewFunctions]. Those of a `view`: nothing.
/// Those of a `template`: `group(...)` and the variables that were declared before; `name()`,
/// `type()` and `class()` are the question that reached it. Of one entry of a Corefile, while it is
/// read.
public final class Declared {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /// Functions of the packet, whose names no variable can have.
  private static final Set<String> TAKEN =
      Set.of(
          ("incidr metadata type name class proto size client_ip port id opcode do bufsize"
                  + " server_ip server_port group")
              .split(" "));

  /// What the expression language itself has, whether or not Roster has it too.
  private static final Set<String> LANGUAGE =
      Set.of(
          ("all none any one filter map find findIndex findLast findLastIndex count sum groupBy"
               + " sortBy reduce len abs ceil floor round int float string trim trimPrefix"
               + " trimSuffix upper lower split splitAfter replace repeat join indexOf lastIndexOf"
               + " hasPrefix hasSuffix max min mean median toJSON fromJSON toBase64 fromBase64 now"
               + " duration date timezone first last get take keys values toPairs fromPairs reverse"
               + " uniq concat flatten sort bitand bitor bitxor bitnand bitshl bitshr bitushr"
               + " bitnot true false nil not in or and matches contains startsWith endsWith let if"
               + " else")
              .split(" "));

  private final boolean template;
  private final Map<String, ViewNode> variables = new HashMap<>();

  private Declared(boolean template) {
    this.template = template;
  }

  /// For the expressions of a view.
  public static Declared ofView() {
    return new Declared(false);
  }

  /// For the expressions of one `template`.
  public static Declared ofTemplate() {
    return new Declared(true);
  }

  /// Whether a variable can't be called so, because of its letters.
  public static boolean isNoName(String name) {
    return !NAME.matcher(name).matches();
  }

  /// Whether a variable can't be called so, because something else is.
  public boolean isReserved(String name) {
    return TAKEN.contains(name) || LANGUAGE.contains(name) || variables.containsKey(name);
  }

  /// A variable that the expressions read from now on may name.
  public void variable(String name, ViewExpression value) {
    Sort type = value.root.type;
    // What has no value at all may have one of any type elsewhere.
    Sort known = type == Sort.NIL ? Sort.ANY : type;
    variables.put(
        name,
        new ViewNode(known, value.root.elements) {
          @Override
          Object value(Packet packet) {
            return bindings().value(name);
          }
        });
  }

  Optional<ViewNode> named(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  boolean has(String function) {
    return ViewFunctions.has(function) || (template && function.equals("group"));
  }

  ViewNode call(String function, List<ViewNode> arguments) throws WrongExpression {
    if (template) {
      switch (function) {
        case "name" -> {
          return question(function, arguments, bindings -> bindings.name);
        }
        case "type" -> {
          return question(function, arguments, bindings -> bindings.type);
        }
        case "class" -> {
          return question(function, arguments, bindings -> bindings.qclass);
        }
        case "group" -> {
          return group(arguments);
        }
        default -> {}
      }
    }
    return ViewFunctions.call(function, arguments);
  }

  private static ViewNode question(
      String function, List<ViewNode> arguments, Function<Bindings, String> of)
      throws WrongExpression {
    if (!arguments.isEmpty()) throw new WrongExpression(function + "() takes no argument");
    return new ViewNode(Sort.STRING) {
      @Override
      Object value(Packet packet) {
        return of.apply(bindings());
      }
    };
  }

  private static ViewNode group(List<ViewNode> arguments) throws WrongExpression {
    if (arguments.size() != 1) {
      throw new WrongExpression("group() has " + arguments.size() + " arguments (expected: 1)");
    }
    ViewNode which = arguments.getFirst();
    return new ViewNode(Sort.STRING) {
      @Override
      Object value(Packet packet) {
        return switch (which.value(packet)) {
          case String name -> bindings().groups.apply(name);
          case Long number -> bindings().groups.apply(Long.toString(number));
          default -> "";
        };
      }
    };
  }

  private static Bindings bindings() {
    if (Bindings.CURRENT.isBound()) return Bindings.CURRENT.get();
    throw new ViewNode.Failed("no question");
  }
}
