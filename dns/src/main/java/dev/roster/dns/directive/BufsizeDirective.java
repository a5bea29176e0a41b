package dev.roster.dns.directive;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Patch;
import dev.roster.dns.pipeline.Patching;
import dev.roster.dns.pipeline.Scope;

/// `bufsize`: a client's UDP size counts as at most this.
public record BufsizeDirective(int bytes) implements Patching {
  @Override
  public String name() {
    return "bufsize";
  }

  @Override
  public Scope scope() {
    return Scope.NONE;
  }

  @Override
  public void patch(Packet packet, Patch patch) {
    patch.udpSizeMax = Math.min(patch.udpSizeMax, bytes);
  }
}
