package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import java.util.List;

/// A directive that knows which search path a client's resolver has: what `autopath @NAME` asks.
public interface SearchPaths {
  /// The names that the client's resolver appends, in order, without those of the host and without
  /// the root; empty where nothing is known of the client or the name is none of the directive's.
  List<Name> searchPath(Packet packet, Name qname);
}
