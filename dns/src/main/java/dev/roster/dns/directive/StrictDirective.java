package dev.roster.dns.directive;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Patch;
import dev.roster.dns.pipeline.Patching;
import dev.roster.dns.pipeline.Scope;

/// `roster { strict }`, what it changes on every packet: answers that do not fit lose whole record
/// sets (RFC 2181 section 9). The answers themselves are the other directives'.
public record StrictDirective() implements Patching {
  @Override
  public String name() {
    return "roster";
  }

  @Override
  public Scope scope() {
    return Scope.NONE;
  }

  @Override
  public void patch(Packet packet, Patch patch) {
    patch.wholeSets = true;
  }
}
