package dev.roster.dns.view;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.view.ViewFunctions.TypeText;
import dev.roster.dns.view.ViewNode.Constant;
import dev.roster.dns.view.ViewNode.Failed;
import dev.roster.dns.view.ViewNode.Sort;
import dev.roster.dns.view.ViewNode.Span;
import dev.roster.dns.view.ViewNode.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What operators make of their operands, and which operands they refuse.
final class ViewOperators {
  private final Function<String, Optional<Predicate<String>>> regex;

  /// @param regex compiles an expression in RE2 syntax to a search whose time is bounded
  ViewOperators(Function<String, Optional<Predicate<String>>> regex) {
    this.regex = regex;
  }

  ViewNode binary(String operator, ViewNode a, ViewNode b) throws WrongExpression {
    return switch (operator) {
      case "&&", "and" -> {
        both(operator, a, b, Sort.BOOL);
        yield ViewFunctions.truth(packet -> a.truth(packet) && b.truth(packet));
      }
      case "||", "or" -> {
        both(operator, a, b, Sort.BOOL);
        yield ViewFunctions.truth(packet -> a.truth(packet) || b.truth(packet));
      }
      case "==" -> equality(operator, a, b);
      case "!=" -> not(equality(operator, a, b));
      case "<", "<=", ">", ">=" -> order(operator, a, b);
      case "in" -> in(a, b);
      case "matches" -> matches(a, b);
      case "contains" -> texts(operator, a, b, String::contains);
      case "startsWith" -> texts(operator, a, b, String::startsWith);
      case "endsWith" -> texts(operator, a, b, String::endsWith);
      case ".." -> {
        both(operator, a, b, Sort.INT);
        yield new ViewNode(Sort.LIST, Sort.INT) {
          @Override
          Object value(Packet packet) {
            return new Span(a.whole(packet), b.whole(packet));
          }
        };
      }
      default -> arithmetic(operator, a, b);
    };
  }

  private static void both(String operator, ViewNode a, ViewNode b, Sort type)
      throws WrongExpression {
    if (!a.type.is(type) || !b.type.is(type)) throw mismatch(operator, a, b);
  }

  private static WrongExpression mismatch(String operator, ViewNode a, ViewNode b) {
    return new WrongExpression(
        operator + " does not go with " + name(a.type) + " and " + name(b.type));
  }

  static String name(Sort type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  static ViewNode not(ViewNode node) throws WrongExpression {
    if (!node.type.is(Sort.BOOL))
      throw new WrongExpression("not does not go with " + name(node.type));
    return ViewFunctions.truth(packet -> !node.truth(packet));
  }

  static ViewNode negative(ViewNode node) throws WrongExpression {
    if (!node.type.isNumber()) throw new WrongExpression("- does not go with " + name(node.type));
    return new ViewNode(node.type) {
      @Override
      Object value(Packet packet) {
        return switch (node.value(packet)) {
          case Long number -> -number;
          case Double number -> -number;
          default -> throw new Failed("no number");
        };
      }
    };
  }

  private static ViewNode equality(String operator, ViewNode a, ViewNode b) throws WrongExpression {
    boolean fits =
        a.type == b.type
            || a.type == Sort.ANY
            || b.type == Sort.ANY
            || a.type == Sort.NIL
            || b.type == Sort.NIL
            || (a.type.isNumber() && b.type.isNumber());
    if (!fits) throw mismatch(operator, a, b);
    if (a instanceof TypeText && b.isConstant()) return typeIs(b);
    if (b instanceof TypeText && a.isConstant()) return typeIs(a);
    if (a.type == Sort.INT && b.type == Sort.INT) {
      return ViewFunctions.truth(packet -> a.whole(packet) == b.whole(packet));
    }
    return ViewFunctions.truth(packet -> ViewNode.same(a.value(packet), b.value(packet)));
  }

  private static ViewNode typeIs(ViewNode constant) {
    return constant.value(new Packet(1)) instanceof String text
        ? TypeText.isOneOf(List.of(text))
        : new Constant(Sort.BOOL, false);
  }

  private static ViewNode order(String operator, ViewNode a, ViewNode b) throws WrongExpression {
    boolean fits =
        (a.type.isNumber() && b.type.isNumber())
            || (a.type.is(Sort.STRING) && b.type.is(Sort.STRING));
    if (!fits) throw mismatch(operator, a, b);
    boolean equal = operator.length() == 2;
    int wanted = operator.charAt(0) == '<' ? -1 : 1;
    if (a.type == Sort.INT && b.type == Sort.INT) {
      return ViewFunctions.truth(packet -> {
        int order = Long.compare(a.whole(packet), b.whole(packet));
        return order == 0 ? equal : order == wanted;
      });
    }
    return ViewFunctions.truth(packet -> {
      int order = Integer.signum(ViewNode.compare(a.value(packet), b.value(packet)));
      return order == 0 ? equal : order == wanted;
    });
  }

  private static ViewNode in(ViewNode a, ViewNode b) throws WrongExpression {
    boolean fits =
        b.type.is(Sort.LIST)
            && (b.elements == Sort.ANY
                || a.type.is(b.elements)
                || (a.type.isNumber() && b.elements.isNumber()));
    if (!fits) throw mismatch("in", a, b);
    if (a instanceof TypeText && b.isConstant() && b.elements == Sort.STRING) {
      List<String> texts = new ArrayList<>();
      if (b.value(new Packet(1)) instanceof List<?> list) {
        for (Object each : list) texts.add(String.valueOf(each));
      }
      return TypeText.isOneOf(texts);
    }
    return ViewFunctions.truth(packet -> {
      Object value = a.value(packet);
      return switch (b.value(packet)) {
        case Span span -> span.holds(value);
        case List<?> list -> list.stream().anyMatch(each -> ViewNode.same(value, each));
        default -> throw new Failed("no list");
      };
    });
  }

  private ViewNode matches(ViewNode a, ViewNode b) throws WrongExpression {
    both("matches", a, b, Sort.STRING);
    Optional<String> constant = b.isConstant() ? ViewFunctions.constant(b) : Optional.empty();
    if (constant.isPresent()) {
      String text = constant.get();
      Predicate<String> pattern =
          regex
              .apply(text)
              .orElseThrow(() ->
                  new WrongExpression("\"" + text + "\" is no regular expression (RE2 syntax)"));
      return ViewFunctions.truth(packet -> pattern.test(ViewFunctions.text(a, packet)));
    }
    return ViewFunctions.truth(packet ->
        regex
            .apply(ViewFunctions.text(b, packet))
            .orElseThrow(() -> new Failed("no regular expression"))
            .test(ViewFunctions.text(a, packet)));
  }

  private interface Texts {
    boolean test(String a, String b);
  }

  private static ViewNode texts(String operator, ViewNode a, ViewNode b, Texts texts)
      throws WrongExpression {
    both(operator, a, b, Sort.STRING);
    return ViewFunctions.truth(
        packet -> texts.test(ViewFunctions.text(a, packet), ViewFunctions.text(b, packet)));
  }

  private static ViewNode arithmetic(String operator, ViewNode a, ViewNode b)
      throws WrongExpression {
    if (operator.equals("+") && a.type.is(Sort.STRING) && b.type.is(Sort.STRING)) {
      return new ViewNode(Sort.STRING) {
        @Override
        Object value(Packet packet) {
          return ViewFunctions.text(a, packet) + ViewFunctions.text(b, packet);
        }
      };
    }
    if (!a.type.isNumber() || !b.type.isNumber()) throw mismatch(operator, a, b);
    boolean whole = a.type == Sort.INT && b.type == Sort.INT;
    if (operator.equals("%") && !whole) throw mismatch(operator, a, b);
    if (whole && List.of("+", "-", "*", "%").contains(operator)) {
      return new Whole() {
        @Override
        long whole(Packet packet) {
          return ViewOperators.whole(operator, a.whole(packet), b.whole(packet));
        }
      };
    }
    return new ViewNode(Sort.FLOAT) {
      @Override
      Object value(Packet packet) {
        if (a.value(packet) instanceof Number x && b.value(packet) instanceof Number y) {
          return decimal(operator, x.doubleValue(), y.doubleValue());
        }
        throw new Failed("no number");
      }
    };
  }

  private static long whole(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      default -> {
        if (b == 0) throw new Failed("divided by zero");
        yield a % b;
      }
    };
  }

  private static double decimal(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      default -> Math.pow(a, b);
    };
  }
}
