package dev.roster.dns.gotemplate;

import dev.roster.dns.gotemplate.Lexer.Kind;
import dev.roster.dns.gotemplate.Lexer.Word;
import dev.roster.dns.gotemplate.Node.Operand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a template: text between actions, trimmed where those say so, and the actions.
final class Parser {
  /// Branches and parentheses inside each other, at most.
  static final int DEPTH_MAX = 50;

  private static final Set<String> KEYWORDS =
      Set.of(
          "if", "else", "end", "range", "with", "break", "continue", "define", "template", "block");

  private final String text;
  private int at;
  private int depth;
  private int ranges;
  private boolean trims;

  /// The words of the action under way, and the next of them.
  private List<Word> words = List.of();

  private int next;

  /// Variables that are known here.
  private final Deque<String> variables = new ArrayDeque<>(List.of("$"));

  /// What ended the list under way: "", `else` or `end`.
  private String ended = "";

  private Parser(String text) {
    this.text = text;
  }

  static List<Node> parse(String text) throws Failure {
    Parser parser = new Parser(text);
    List<Node> nodes = parser.list();
    if (!parser.ended.isEmpty()) throw new Failure("unexpected {{" + parser.ended + "}}");
    return nodes;
  }

  /// Nodes up to the end of the text, an `else` or an `end`.
  private List<Node> list() throws Failure {
    List<Node> nodes = new ArrayList<>();
    while (true) {
      int open = text.indexOf("{{", at);
      String plain = open < 0 ? text.substring(at) : text.substring(at, open);
      if (trims) plain = plain.stripLeading();
      trims = false;
      if (open < 0) {
        if (!plain.isEmpty()) nodes.add(new Node.Plain(plain));
        at = text.length();
        ended = "";
        return nodes;
      }
      boolean trimmed = text.startsWith("- ", open + 2) || text.startsWith("-\t", open + 2);
      trimmed |= text.startsWith("-\n", open + 2);
      if (trimmed) plain = plain.stripTrailing();
      if (!plain.isEmpty()) nodes.add(new Node.Plain(plain));
      at = open + (trimmed ? 3 : 2);
      if (comment()) continue;
      words = Lexer.words(action());
      next = 0;
      if (words.isEmpty()) throw new Failure("missing value for command");
      String first = words.getFirst().kind() == Kind.NAME ? words.getFirst().text() : "";
      switch (first) {
        case "end", "else" -> {
          next++;
          ended = first;
          return nodes;
        }
        case "if" -> nodes.add(branch(Node.Kind.IF));
        case "with" -> nodes.add(branch(Node.Kind.WITH));
        case "range" -> nodes.add(branch(Node.Kind.RANGE));
        case "break", "continue" -> {
          if (ranges == 0) throw new Failure("{{" + first + "}} outside {{range}}");
          next++;
          finished();
          nodes.add(new Node.Jump(first.equals("break")));
        }
        case "define", "template", "block" ->
            throw new Failure("{{" + first + "}} is not supported here");
        default -> {
          nodes.add(declaration(false));
          finished();
        }
      }
    }
  }

  /// Skips a comment, if one is here.
  private boolean comment() throws Failure {
    int from = at;
    if (trimsAt(from - 1)) while (Character.isWhitespace(charAt(from))) from++;
    if (!text.startsWith("/*", from)) return false;
    int end = text.indexOf("*/", from + 2);
    if (end < 0) throw new Failure("unclosed comment");
    int close = end + 2;
    boolean trimmed = false;
    if (Character.isWhitespace(charAt(close))) {
      while (Character.isWhitespace(charAt(close))) close++;
      trimmed = text.startsWith("-", close);
      if (trimmed) close++;
    }
    if (!text.startsWith("}}", close)) throw new Failure("comment ends before closing delimiter");
    at = close + 2;
    trims = trimmed;
    return true;
  }

  private boolean trimsAt(int index) {
    return charAt(index) == '-';
  }

  private char charAt(int index) {
    return index >= 0 && index < text.length() ? text.charAt(index) : '\0';
  }

  /// The inside of the action here; moves behind it.
  private String action() throws Failure {
    int here = at;
    while (here < text.length()) {
      char c = text.charAt(here);
      if (text.startsWith("}}", here)) {
        String inside = text.substring(at, here);
        int length = inside.length();
        trims = length > 1 && inside.endsWith("-");
        trims = trims && Character.isWhitespace(inside.charAt(length - 2));
        at = here + 2;
        return trims ? inside.substring(0, length - 1) : inside;
      }
      if (c == '"' || c == '\'' || c == '`') {
        here = quoted(here, c);
        continue;
      }
      here++;
    }
    throw new Failure("unclosed action");
  }

  /// The offset behind a quoted word.
  private int quoted(int from, char quote) throws Failure {
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) return i + 1;
      if (c == '\\' && quote != '`') i++;
    }
    throw new Failure("unterminated quoted string");
  }

  private Node branch(Node.Kind kind) throws Failure {
    if (++depth > DEPTH_MAX) throw new Failure("branches inside each other: over " + DEPTH_MAX);
    int known = variables.size();
    next++;
    Node.Action on = declaration(kind == Node.Kind.RANGE);
    finished();
    if (kind == Node.Kind.RANGE) ranges++;
    List<Node> body = list();
    if (kind == Node.Kind.RANGE) ranges--;
    List<Node> otherwise = List.of();
    if (ended.equals("else")) {
      boolean chained = next < words.size();
      if (chained) {
        boolean same = words.get(next).is(kind == Node.Kind.IF ? "if" : "with");
        if (!same || kind == Node.Kind.RANGE) throw new Failure("unexpected word behind {{else");
        // Its end is this one's too.
        otherwise = List.of(branch(kind));
        forget(known);
        depth--;
        return new Node.Branch(kind, on, body, otherwise);
      }
      otherwise = list();
    }
    if (!ended.equals("end")) throw new Failure("unexpected end of the template: no {{end}}");
    finished();
    forget(known);
    depth--;
    return new Node.Branch(kind, on, body, otherwise);
  }

  private void forget(int known) {
    while (variables.size() > known) variables.removeLast();
  }

  /// A pipeline, maybe with `$x :=`, `$x =` or, in a range, `$i, $x :=` before it.
  private Node.Action declaration(boolean two) throws Failure {
    List<String> names = new ArrayList<>();
    boolean declares = false;
    int signs = next + 1;
    if (two && isVariable(next) && is(next + 1, ",") && isVariable(next + 2)) signs = next + 3;
    if (isVariable(next) && (is(signs, ":=") || is(signs, "="))) {
      for (int i = next; i < signs; i += 2) names.add(words.get(i).text());
      declares = is(signs, ":=");
      next = signs + 1;
    }
    if (!declares) for (String name : names) known(name);
    Node.Pipe pipe = pipe();
    if (declares) names.forEach(variables::addLast);
    return new Node.Action(names, declares, pipe);
  }

  private boolean isVariable(int index) {
    return index < words.size() && words.get(index).kind() == Kind.VARIABLE;
  }

  private boolean is(int index, String sign) {
    return index < words.size() && words.get(index).is(sign);
  }

  private void known(String name) throws Failure {
    if (!variables.contains(name)) throw new Failure("undefined variable \"" + name + "\"");
  }

  private void finished() throws Failure {
    if (next < words.size()) {
      throw new Failure("unexpected \"" + words.get(next).text() + "\" in command");
    }
  }

  private Node.Pipe pipe() throws Failure {
    if (++depth > DEPTH_MAX) throw new Failure("parentheses inside each other: over " + DEPTH_MAX);
    List<Node.Command> commands = new ArrayList<>();
    do {
      if (is(next, "|")) next++;
      Node.Command command = command();
      Operand first = command.operands().getFirst();
      if (!commands.isEmpty() && first instanceof Operand.Constant) {
        throw new Failure("non executable command in pipeline");
      }
      commands.add(command);
    } while (is(next, "|"));
    depth--;
    return new Node.Pipe(commands);
  }

  private Node.Command command() throws Failure {
    List<Operand> operands = new ArrayList<>();
    while (next < words.size() && !is(next, "|") && !is(next, ")")) {
      if (!operands.isEmpty() && !words.get(next).spaced()) {
        throw new Failure("unexpected \"" + words.get(next).text() + "\" in operand");
      }
      operands.add(operand());
    }
    if (operands.isEmpty()) throw new Failure("missing value for command");
    return new Node.Command(operands);
  }

  private Operand operand() throws Failure {
    Word word = words.get(next++);
    return switch (word.kind()) {
      case CONSTANT -> new Operand.Constant(word.value());
      case NAME -> {
        if (KEYWORDS.contains(word.text())) throw new Failure("unexpected <" + word.text() + ">");
        if (!Functions.NAMES.contains(word.text())) {
          throw new Failure("function \"" + word.text() + "\" not defined");
        }
        yield new Operand.Function(word.text());
      }
      case FIELD ->
          word.text().isEmpty()
              ? new Operand.Chain(".", Optional.empty(), List.of())
              : new Operand.Chain(".", Optional.empty(), fields(word.text()));
      case VARIABLE -> {
        known(word.text());
        yield new Operand.Chain(word.text(), Optional.empty(), fields(""));
      }
      case SIGN -> {
        if (!word.is("(")) throw new Failure("unexpected \"" + word.text() + "\" in operand");
        Node.Pipe pipe = pipe();
        if (!is(next, ")")) throw new Failure("unclosed left paren");
        next++;
        yield new Operand.Chain("", Optional.of(pipe), fields(""));
      }
    };
  }

  /// The fields that follow without a blank.
  private List<String> fields(String first) throws Failure {
    List<String> fields = new ArrayList<>();
    if (!first.isEmpty()) fields.add(first);
    while (next < words.size()
        && words.get(next).kind() == Kind.FIELD
        && !words.get(next).spaced()) {
      String name = words.get(next++).text();
      if (name.isEmpty()) throw new Failure("unexpected <.> in operand");
      fields.add(name);
    }
    return fields;
  }
}
