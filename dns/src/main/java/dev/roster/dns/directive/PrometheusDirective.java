package dev.roster.dns.directive;

import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Scope;

/// `prometheus`: the server counts the questions of a block that has it.
public record PrometheusDirective() implements Directive {
  @Override
  public String name() {
    return "prometheus";
  }

  @Override
  public Scope scope() {
    return Scope.NONE;
  }
}
