package dev.roster.dns.view;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.view.ViewNode.Constant;
import dev.roster.dns.view.ViewNode.Sort;
import dev.roster.dns.view.ViewTokens.Kind;
import dev.roster.dns.view.ViewTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// An expression of `view` or `template`, of the language that CoreDNS takes (expr-lang): the
/// functions of [ViewFunctions], `== != < <= > >=`, `&& || ! and or not`, `in`, `matches` (RE2),
/// `contains`, `startsWith`, `endsWith`, `+ - * / % ** ..`, `? :`, `|`, lists, indexes and
/// parentheses. Types are checked when it is read. Closures, maps, `let` and `??` are not of it.
///
/// What stands in most views is asked without making an object: types, networks of the client,
/// numbers.
public final class ViewExpression {
  /// Characters of an expression.
  public static final int CHARS_MAX = 8_192;

  /// Expressions inside each other.
  public static final int DEPTH_MAX = 100;

  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("|", 1),
          Map.entry("||", 10),
          Map.entry("or", 10),
          Map.entry("&&", 15),
          Map.entry("and", 15),
          Map.entry("==", 20),
          Map.entry("!=", 20),
          Map.entry("<", 20),
          Map.entry(">", 20),
          Map.entry("<=", 20),
          Map.entry(">=", 20),
          Map.entry("in", 20),
          Map.entry("matches", 20),
          Map.entry("contains", 20),
          Map.entry("startsWith", 20),
          Map.entry("endsWith", 20),
          Map.entry("..", 25),
          Map.entry("+", 30),
          Map.entry("-", 30),
          Map.entry("*", 60),
          Map.entry("/", 60),
          Map.entry("%", 60),
          Map.entry("**", 100),
          Map.entry("^", 100));

  private static final int NOT = 50;
  private static final int SIGN = 90;
  private static final int BANG = 1000;
  private static final List<String> NEGATED =
      List.of("in", "matches", "contains", "startsWith", "endsWith");
  private static final List<String> ORDERS = List.of("<", ">", "<=", ">=");

  /// What comes of an expression for one packet.
  public sealed interface Outcome {
    /// A `Boolean`, `Long`, `Double`, `String`, `List` of these, or [#NIL].
    record Is(Object value) implements Outcome {}

    /// No value, and why.
    record Failed(String why) implements Outcome {}
  }

  /// The value `nil` of an expression.
  public static final Object NIL = ViewNode.NIL;

  final ViewNode root;

  private ViewExpression(ViewNode root) {
    this.root = root;
  }

  /// Reads an expression of a view.
  ///
  /// @param regex compiles an expression in RE2 syntax to a search whose time is bounded
  public static ViewExpression of(String text, Function<String, Optional<Predicate<String>>> regex)
      throws WrongExpression {
    return of(text, Declared.ofView(), regex);
  }

  /// Reads an expression.
  ///
  /// @param declared what it may name
  /// @param regex compiles an expression in RE2 syntax to a search whose time is bounded
  public static ViewExpression of(
      String text, Declared declared, Function<String, Optional<Predicate<String>>> regex)
      throws WrongExpression {
    if (text.length() > CHARS_MAX) {
      throw new WrongExpression("an expression of more than " + CHARS_MAX + " characters");
    }
    Parser parser = new Parser(ViewTokens.of(text), declared, new ViewOperators(regex));
    ViewNode root = parser.expression(0);
    if (parser.next().kind() != Kind.END) throw parser.unexpected();
    return new ViewExpression(root);
  }

  /// Whether it is true for a packet; what has no value or another one is not.
  public boolean holds(Packet packet) {
    try {
      return root.truth(packet);
    } catch (ViewNode.Failed _) {
      return false;
    }
  }

  /// What it is for a packet and the question that reached a `template`.
  public Outcome run(Packet packet, Bindings bindings) {
    try {
      Object value = ScopedValue.where(Bindings.CURRENT, bindings).call(() -> root.value(packet));
      return new Outcome.Is(value instanceof ViewNode.Span span ? span.list() : value);
    } catch (ViewNode.Failed failed) {
      return new Outcome.Failed(String.valueOf(failed.getMessage()));
    }
  }

  private static final class Parser {
    private final List<Token> tokens;
    private final Declared declared;
    private final ViewOperators operators;
    private int at;
    private int depth;

    Parser(List<Token> tokens, Declared declared, ViewOperators operators) {
      this.tokens = tokens;
      this.declared = declared;
      this.operators = operators;
    }

    Token next() {
      return tokens.get(at);
    }

    WrongExpression unexpected() {
      return new WrongExpression(
          "column " + next().column() + ": \"" + next().text() + "\" was not expected");
    }

    private boolean takes(String operator) {
      boolean here =
          (next().kind() == Kind.OPERATOR || next().kind() == Kind.NAME)
              && next().text().equals(operator);
      if (here) at++;
      return here;
    }

    private void expect(String operator) throws WrongExpression {
      if (!takes(operator)) {
        throw new WrongExpression(
            "column "
                + next().column()
                + ": \""
                + operator
                + "\" was expected, not \""
                + next().text()
                + "\"");
      }
    }

    ViewNode expression(int precedence) throws WrongExpression {
      if (++depth > DEPTH_MAX) {
        throw new WrongExpression("more than " + DEPTH_MAX + " expressions inside each other");
      }
      ViewNode left = unary();
      Optional<ViewNode> compared = Optional.empty();
      while (true) {
        Optional<String> operator = operator(precedence);
        if (operator.isEmpty()) break;
        if (operator.get().equals("|")) {
          left = piped(left);
          continue;
        }
        boolean negated = operator.get().startsWith("not ");
        String plain = negated ? operator.get().substring(4) : operator.get();
        int own = PRECEDENCE.getOrDefault(plain, 0);
        boolean right = plain.equals("**") || plain.equals("^");
        ViewNode other = expression(right ? own : own + 1);
        if (ORDERS.contains(plain)) {
          // 1 < x < 3
          ViewNode link = operators.binary(plain, compared.orElse(left), other);
          left = compared.isPresent() ? operators.binary("&&", left, link) : link;
          compared = Optional.of(other);
          continue;
        }
        compared = Optional.empty();
        left = operators.binary(plain, left, other);
        if (negated) left = ViewOperators.not(left);
      }
      if (precedence == 0 && takes("?")) left = choice(left);
      depth--;
      return left;
    }

    /// The operator that comes next, if it binds as strongly; it is taken then.
    private Optional<String> operator(int precedence) {
      if (next().kind() != Kind.OPERATOR && next().kind() != Kind.NAME) return Optional.empty();
      String text = next().text();
      boolean not = text.equals("not") && NEGATED.contains(tokens.get(at + 1).text());
      String plain = not ? tokens.get(at + 1).text() : text;
      Integer own = PRECEDENCE.get(plain);
      if (own == null || own < precedence) return Optional.empty();
      at += not ? 2 : 1;
      return Optional.of(not ? "not " + plain : plain);
    }

    private ViewNode piped(ViewNode left) throws WrongExpression {
      Token name = next();
      if (name.kind() != Kind.NAME || !declared.has(name.text())) throw unexpected();
      at++;
      expect("(");
      List<ViewNode> arguments = new ArrayList<>(List.of(left));
      arguments.addAll(list(")"));
      return indexed(declared.call(name.text(), arguments));
    }

    private ViewNode choice(ViewNode condition) throws WrongExpression {
      if (!condition.type.is(Sort.BOOL)) {
        throw new WrongExpression("? does not go with " + ViewOperators.name(condition.type));
      }
      ViewNode yes = expression(0);
      expect(":");
      ViewNode no = expression(0);
      return new ViewNode(yes.type == no.type ? yes.type : Sort.ANY) {
        @Override
        Object value(Packet packet) {
          return (condition.truth(packet) ? yes : no).value(packet);
        }
      };
    }

    private ViewNode unary() throws WrongExpression {
      if (takes("not")) return ViewOperators.not(expression(NOT));
      if (takes("!")) return ViewOperators.not(expression(BANG));
      if (takes("-")) return ViewOperators.negative(expression(SIGN));
      if (takes("+")) {
        ViewNode node = expression(SIGN);
        if (node.type.isNumber()) return node;
        throw new WrongExpression("+ does not go with " + ViewOperators.name(node.type));
      }
      return indexed(primary());
    }

    private ViewNode primary() throws WrongExpression {
      Token token = next();
      return switch (token.kind()) {
        case TEXT -> {
          at++;
          yield new Constant(Sort.STRING, token.text());
        }
        case NUMBER -> {
          at++;
          yield number(token);
        }
        case NAME -> {
          at++;
          yield named(token);
        }
        case OPERATOR -> {
          if (takes("(")) {
            ViewNode inside = expression(0);
            expect(")");
            yield inside;
          }
          if (takes("[")) yield array(list("]"));
          throw unexpected();
        }
        case END -> throw new WrongExpression("the expression ends too early");
      };
    }

    private static ViewNode number(Token token) throws WrongExpression {
      String text = token.text();
      try {
        if (text.startsWith("0x") || text.startsWith("0X")) {
          return new Constant(Sort.INT, Long.parseLong(text.substring(2), 16));
        }
        if (text.startsWith("0b"))
          return new Constant(Sort.INT, Long.parseLong(text.substring(2), 2));
        if (text.startsWith("0o"))
          return new Constant(Sort.INT, Long.parseLong(text.substring(2), 8));
        boolean decimal = text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
        return decimal
            ? new Constant(Sort.FLOAT, Double.parseDouble(text))
            : new Constant(Sort.INT, Long.parseLong(text));
      } catch (NumberFormatException e) {
        throw new WrongExpression("column " + token.column() + ": \"" + text + "\" is no number");
      }
    }

    private ViewNode named(Token token) throws WrongExpression {
      switch (token.text()) {
        case "true" -> {
          return new Constant(Sort.BOOL, true);
        }
        case "false" -> {
          return new Constant(Sort.BOOL, false);
        }
        case "nil" -> {
          return new Constant(Sort.NIL, ViewNode.NIL);
        }
        default -> {}
      }
      Optional<ViewNode> variable = declared.named(token.text());
      if (variable.isPresent()) return variable.get();
      if (!declared.has(token.text())) {
        throw new WrongExpression(
            "column "
                + token.column()
                + ": nothing is called \""
                + token.text()
                + "\" (expected: "
                + String.join(", ", ViewFunctions.names())
                + ")");
      }
      // The function itself, which is nothing that an expression could use.
      if (!takes("(")) return new Constant(Sort.ANY, ViewNode.NIL);
      return declared.call(token.text(), list(")"));
    }

    private List<ViewNode> list(String close) throws WrongExpression {
      List<ViewNode> nodes = new ArrayList<>();
      while (!takes(close)) {
        if (!nodes.isEmpty()) {
          expect(",");
          if (takes(close)) break;
        }
        nodes.add(expression(0));
      }
      return nodes;
    }

    private static ViewNode array(List<ViewNode> nodes) {
      Sort elements = nodes.isEmpty() ? Sort.ANY : nodes.getFirst().type;
      for (ViewNode node : nodes) if (node.type != elements) elements = Sort.ANY;
      boolean constant = nodes.stream().allMatch(ViewNode::isConstant);
      return new ViewNode(Sort.LIST, elements) {
        @Override
        Object value(Packet packet) {
          List<Object> values = new ArrayList<>();
          for (ViewNode node : nodes) values.add(node.value(packet));
          return values;
        }

        @Override
        boolean isConstant() {
          return constant;
        }
      };
    }

    private ViewNode sliceEnd() throws WrongExpression {
      if (takes("]")) return ViewParts.END;
      ViewNode end = expression(0);
      expect("]");
      return end;
    }

    private ViewNode indexed(ViewNode node) throws WrongExpression {
      ViewNode of = node;
      while (takes("[")) {
        if (takes(":")) {
          of = ViewParts.slice(of, ViewParts.BEGIN, sliceEnd());
          continue;
        }
        ViewNode index = expression(0);
        if (takes(":")) {
          of = ViewParts.slice(of, index, sliceEnd());
          continue;
        }
        expect("]");
        of = ViewParts.element(of, index);
      }
      return of;
    }
  }
}
