package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Scope;
import java.util.List;

/// `metadata`: of names in these zones the directives of the block tell what they know. It never
/// answers and never changes an answer.
public record MetadataDirective(List<Name> zones) implements Directive {
  public MetadataDirective {
    zones = List.copyOf(zones);
  }

  @Override
  public String name() {
    return "metadata";
  }

  @Override
  public Scope scope() {
    return Scope.of(zones);
  }
}
