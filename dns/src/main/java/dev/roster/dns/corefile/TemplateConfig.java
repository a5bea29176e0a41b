package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.Rcode;
import dev.roster.dns.gotemplate.GoTemplate;
import dev.roster.dns.view.Declared;
import dev.roster.dns.view.ViewExpression;
import dev.roster.dns.view.WrongExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// `template CLASS TYPE [ZONE...] { match REGEX...; answer RR...; additional RR...; authority
/// RR...; rcode CODE; ederror CODE [TEXT]; fallthrough [ZONE...] }`: answers that are written from
/// the question. It may stand several times; the first that matches answers. `var NAME EXPRESSION`
/// gives templates and later expressions a name for a value; an entry matches only where what each
/// `expr EXPRESSION` says is true.
public record TemplateConfig(List<Entry> entries) implements DirectiveConfig {
  private static final List<String> PROPERTIES =
      List.of(
          "match",
          "answer",
          "additional",
          "authority",
          "rcode",
          "ederror",
          "fallthrough",
          "upstream",
          "var",
          "expr");

  public TemplateConfig {
    entries = List.copyOf(entries);
  }

  /// `var NAME EXPRESSION`.
  public record Variable(String name, ViewExpression value) {}

  /// What an entry wants to know beyond the name: variables, in order, then conditions.
  public record Wants(List<Variable> variables, List<ViewExpression> conditions) {
    public Wants {
      variables = List.copyOf(variables);
      conditions = List.copyOf(conditions);
    }

    /// Whether it wants nothing.
    public boolean isEmpty() {
      return variables.isEmpty() && conditions.isEmpty();
    }
  }

  /// One time that it stands in the block.
  ///
  /// @param matches the first that is found in the name counts; empty: all names
  /// @param fallthrough zones of which names that don't match go on
  public record Entry(
      int qclass,
      int type,
      List<Name> zones,
      List<GoPattern> matches,
      List<GoTemplate> answers,
      List<GoTemplate> additionals,
      List<GoTemplate> authorities,
      int rcode,
      Optional<ExtendedError> error,
      List<Name> fallthrough,
      Wants wants) {
    public Entry {
      zones = List.copyOf(zones);
      matches = List.copyOf(matches);
      answers = List.copyOf(answers);
      additionals = List.copyOf(additionals);
      authorities = List.copyOf(authorities);
      fallthrough = List.copyOf(fallthrough);
    }
  }

  @Override
  public String directive() {
    return "template";
  }

  static TemplateConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Entry> entries = new ArrayList<>();
    while (words.next()) entries.add(entry(words, block));
    return new TemplateConfig(entries);
  }

  private static Entry entry(TokenCursor words, BlockContext block) throws Refusal {
    List<Token> arguments = words.arguments();
    if (arguments.size() < 2) {
      throw words.refuseCount("template", "CLASS TYPE [ZONE...]", arguments);
    }
    int qclass = number(arguments.get(0), Mnemonics.qclass(arguments.get(0).text()), "class");
    int type = number(arguments.get(1), Mnemonics.type(arguments.get(1).text()), "record type");
    List<Token> named = arguments.subList(2, arguments.size());
    List<Name> zones = named.isEmpty() ? block.zones() : ZoneKeys.ofArguments(named, block.notes());
    List<GoPattern> matches = new ArrayList<>();
    List<GoTemplate> answers = new ArrayList<>();
    List<GoTemplate> additionals = new ArrayList<>();
    List<GoTemplate> authorities = new ArrayList<>();
    int rcode = Rcode.NOERROR;
    Optional<ExtendedError> error = Optional.empty();
    List<Name> fallthrough = List.of();
    Declared declared = Declared.ofTemplate();
    List<Variable> variables = new ArrayList<>();
    List<ViewExpression> conditions = new ArrayList<>();
    while (words.nextInBlock()) {
      switch (words.text()) {
        case "match" -> {
          for (Token word : some(words)) matches.add(NameMatch.pattern(word));
        }
        case "answer" -> templates(words, answers);
        case "additional" -> templates(words, additionals);
        case "authority" -> templates(words, authorities);
        case "rcode" -> {
          List<Token> values = words.arguments();
          if (values.size() != 1) throw words.refuseCount("rcode", "CODE", values);
          rcode = number(values.getFirst(), Mnemonics.rcode(values.getFirst().text()), "rcode");
        }
        case "ederror" -> error = Optional.of(error(words));
        case "fallthrough" -> {
          List<Token> values = words.arguments();
          fallthrough =
              values.isEmpty() ? List.of(Name.ROOT) : ZoneKeys.ofArguments(values, block.notes());
        }
        case "upstream" -> words.arguments();
        case "var" -> variables.add(variable(words, declared));
        case "expr" -> {
          Token word = words.token();
          conditions.add(expression(word, some(words), declared));
        }
        default -> throw words.refuseProperty("template", PROPERTIES);
      }
    }
    return new Entry(
        qclass,
        type,
        zones,
        matches,
        answers,
        additionals,
        authorities,
        rcode,
        error,
        fallthrough,
        new Wants(variables, conditions));
  }

  private static Variable variable(TokenCursor words, Declared declared) throws Refusal {
    Token word = words.token();
    List<Token> values = words.arguments();
    if (values.size() < 2) throw words.refuseCount("var", "NAME EXPRESSION", values);
    Token name = values.getFirst();
    if (Declared.isNoName(name.text())) {
      throw new Refusal(
          name.position(), "var: \"" + name.text() + "\" (expected: letters, digits and _)");
    }
    if (declared.isReserved(name.text())) {
      throw new Refusal(name.position(), "var: \"" + name.text() + "\" is something else already");
    }
    ViewExpression value = expression(word, values.subList(1, values.size()), declared);
    declared.variable(name.text(), value);
    return new Variable(name.text(), value);
  }

  private static ViewExpression expression(Token word, List<Token> parts, Declared declared)
      throws Refusal {
    String text = String.join(" ", parts.stream().map(Token::text).toList());
    try {
      return ViewExpression.of(text, declared, GoPattern::search);
    } catch (WrongExpression wrong) {
      throw new Refusal(word.position(), word.text() + " \"" + text + "\": " + wrong.getMessage());
    }
  }

  /// Mnemonics are in upper case here.
  private static int number(Token word, OptionalInt known, String what) throws Refusal {
    boolean upper = word.text().chars().noneMatch(Character::isLowerCase);
    if (known.isPresent() && upper) return known.getAsInt();
    throw new Refusal(word.position(), "\"" + word.text() + "\" is no " + what);
  }

  private static List<Token> some(TokenCursor words) throws Refusal {
    String property = words.text();
    List<Token> values = words.arguments();
    if (values.isEmpty()) throw words.refuseCount(property, "one or more", values);
    return values;
  }

  private static void templates(TokenCursor words, List<GoTemplate> templates) throws Refusal {
    for (Token word : some(words)) {
      switch (GoTemplate.parse(word.text())) {
        case GoTemplate.Parsed.Template(GoTemplate template) -> templates.add(template);
        case GoTemplate.Parsed.Refused(String why) ->
            throw new Refusal(word.position(), "\"" + word.text() + "\" is no template: " + why);
      }
    }
  }

  private static ExtendedError error(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.isEmpty() || values.size() > 2) {
      throw words.refuseCount("ederror", "CODE [TEXT]", values);
    }
    String text = values.getFirst().text();
    OptionalLong code = text.startsWith("+") ? OptionalLong.empty() : GoValues.integer(text);
    if (code.isEmpty() || code.getAsLong() < 0 || code.getAsLong() > 0xffff) {
      throw new Refusal(
          values.getFirst().position(), "ederror: \"" + text + "\" (expected: 0..65535)");
    }
    return new ExtendedError((int) code.getAsLong(), values.size() == 2 ? words.text() : "");
  }
}
