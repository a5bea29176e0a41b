package dev.roster.dns.corefile;

import dev.roster.dns.view.ViewExpression;
import dev.roster.dns.view.WrongExpression;
import java.util.ArrayList;
import java.util.List;

/// `view NAME { expr EXPRESSION }`: the block answers only packets for which all expressions hold;
/// the next block with the zone is asked for others.
public record ViewConfig(String name, List<ViewExpression> expressions) implements DirectiveConfig {
  public ViewConfig {
    expressions = List.copyOf(expressions);
  }

  @Override
  public String directive() {
    return "view";
  }

  static ViewConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    String name = "";
    List<ViewExpression> expressions = new ArrayList<>();
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("view stands twice in this server block");
      List<Token> arguments = words.arguments();
      if (arguments.size() != 1) throw words.refuseCount("view", "a name", arguments);
      name = words.text();
      while (words.nextInBlock()) {
        if (!words.text().equals("expr")) throw words.refuseProperty("view", List.of("expr"));
        Token word = words.token();
        List<String> parts = words.arguments().stream().map(Token::text).toList();
        expressions.add(expression(word, String.join(" ", parts)));
      }
    }
    return new ViewConfig(name, expressions);
  }

  private static ViewExpression expression(Token word, String text) throws Refusal {
    try {
      return ViewExpression.of(text, GoPattern::search);
    } catch (WrongExpression wrong) {
      throw new Refusal(word.position(), "expr \"" + text + "\": " + wrong.getMessage());
    }
  }
}
