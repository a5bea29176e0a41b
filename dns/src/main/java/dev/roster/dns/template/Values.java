package dev.roster.dns.template;

import dev.roster.dns.gotemplate.Value;
import dev.roster.dns.view.ViewExpression;
import java.util.ArrayList;
import java.util.List;

/// What expressions say, as templates take it.
final class Values {
  private Values() {}

  /// The value of an [ViewExpression.Outcome.Is].
  static Value of(Object value) {
    return switch (value) {
      case Boolean truth -> new Value.Truth(truth);
      case Long number -> Value.Whole.of(number);
      case Double number -> new Value.Decimal(number);
      case String text -> new Value.Text(text);
      case List<?> list -> {
        List<Value> items = new ArrayList<>();
        for (Object each : list) items.add(of(each));
        yield new Value.Items(items);
      }
      default -> Value.NONE;
    };
  }
}
