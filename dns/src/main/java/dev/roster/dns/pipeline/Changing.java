package dev.roster.dns.pipeline;

/// A directive that may say something else of where the answer to one and the same question is
/// remembered, though neither the catalog nor the configuration changed: a file was read again.
public interface Changing extends Housing {
  /// A number that never falls, and has risen once what [#home] says has changed. On the fast path:
  /// no allocation, no blocking.
  long changes();
}
