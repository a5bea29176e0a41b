package dev.roster.dns.directive;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Patch;
import dev.roster.dns.pipeline.Patching;
import dev.roster.dns.pipeline.Scope;

/// `loadbalance`: each answer starts at a random member.
public record LoadbalanceDirective() implements Patching {
  @Override
  public String name() {
    return "loadbalance";
  }

  @Override
  public Scope scope() {
    return Scope.NONE;
  }

  @Override
  public void patch(Packet packet, Patch patch) {
    patch.rotate = true;
  }
}
