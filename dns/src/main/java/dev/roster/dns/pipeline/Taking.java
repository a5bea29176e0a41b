package dev.roster.dns.pipeline;

/// A directive that decides whether its block answers a packet at all; if not, the next block with
/// the zone is asked (`view`).
public interface Taking extends Directive {
  /// Whether the block answers. On the fast path: no allocation, no blocking.
  boolean takes(Packet packet);
}
