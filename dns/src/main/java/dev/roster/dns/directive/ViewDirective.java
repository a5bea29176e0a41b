package dev.roster.dns.directive;

import dev.roster.dns.corefile.ViewConfig;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Scope;
import dev.roster.dns.pipeline.Taking;
import dev.roster.dns.view.ViewExpression;
import java.util.Optional;

/// `view`: which packets its block answers. The answers themselves are the block's.
public final class ViewDirective implements Taking {
  private static final String LABEL = "view/name";

  private final Optional<String> view;
  private final ViewExpression[] expressions;

  /// The directive of one server block.
  public ViewDirective(ViewConfig config) {
    view = Optional.of(config.name());
    expressions = config.expressions().toArray(new ViewExpression[0]);
  }

  @Override
  public String name() {
    return "view";
  }

  @Override
  public Scope scope() {
    return Scope.NONE;
  }

  @Override
  public boolean takes(Packet packet) {
    for (ViewExpression expression : expressions) if (!expression.holds(packet)) return false;
    return true;
  }

  @Override
  public Optional<String> metadata(Packet packet, String label) {
    return label.equals(LABEL) ? view : Optional.empty();
  }
}
