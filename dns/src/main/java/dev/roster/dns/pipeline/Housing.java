package dev.roster.dns.pipeline;

/// A directive that knows where answers in its scope are remembered.
public interface Housing extends Directive {
  /// Where the answer to this packet's question is remembered. Asked in order of the directives in
  /// whose scope the name is, until one does not say [Home#NEXT]. On the fast path: no allocation,
  /// no blocking.
  Home home(Packet packet);
}
