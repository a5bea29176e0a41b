package dev.roster.dns.directive;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Patch;
import dev.roster.dns.pipeline.Patching;
import dev.roster.dns.pipeline.Scope;
import java.nio.charset.StandardCharsets;

/// `nsid`: the server's identifier for clients that ask for it (RFC 5001).
public final class NsidDirective implements Patching {
  private final byte[] text;

  /// The directive that says this, as UTF-8.
  public NsidDirective(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return "nsid";
  }

  @Override
  public Scope scope() {
    return Scope.NONE;
  }

  @Override
  public void patch(Packet packet, Patch patch) {
    patch.nsid = text;
  }
}
