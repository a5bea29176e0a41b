package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import java.util.List;

/// A directive that knows which search path a client's resolver has: what `autopath @NAME` asks.
public interface SearchPaths {
  /// The names that the client's resolver appends, in order, without those of the host and without
  /// the root; empty where nothing is known of the client or the name is none of the directive's.
  List<Name> searchPath(Packet packet, Name qname);

  /// Of a question that is answered NXDOMAIN: how many labels of its name the client meant, where
  /// nothing could have this name as things stand and a search path makes such names; else 0. No
  /// allocation.
  int searchedLabels(Packet packet);
}
