package dev.roster.dns.directive;

import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Scope;

/// A directive that lets everything pass: what is accepted and not acted on (`cancel`, `trace`,
/// `dnstap`...), but makes a chain, so that its block answers SERVFAIL where nobody does.
public record PassingDirective(String name) implements Directive {
  @Override
  public Scope scope() {
    return Scope.NONE;
  }
}
