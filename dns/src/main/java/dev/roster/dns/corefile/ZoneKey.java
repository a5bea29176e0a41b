package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;

/// One zone in the head of a server block, `dns://cluster.local:1053`. A CIDR became its reverse
/// zones before.
///
/// @param zone lower-cased
/// @param port 0..65535; 0 lets the system choose
public record ZoneKey(Scheme scheme, Name zone, int port, Position position) {
  public ZoneKey {
    if (port < 0 || port > 65535) throw new IllegalArgumentException("port " + port);
    zone = zone.folded();
  }

  /// As CoreDNS writes it: `dns://cluster.local.:1053`.
  @Override
  public String toString() {
    return scheme.text() + "://" + zone + ":" + port;
  }
}
