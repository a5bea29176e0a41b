package dev.roster.dns.pipeline;

/// A directive that changes something on each packet's reply.
public interface Patching extends Directive {
  /// Says what. On the fast path: bounded, no allocation. The scope plays no part.
  void patch(Packet packet, Patch patch);
}
