package dev.roster.node;

import dev.roster.core.objects.Kind;

/// How far the published catalog has come: the node reads it before it sends SIGTERM, so that a
/// name is gone before its process is asked to end. Nobody calls back.
@FunctionalInterface
public interface CatalogPosition {
  /// Nothing publishes names: nothing is waited for.
  CatalogPosition NONE = _ -> Long.MAX_VALUE;

  /// The resourceVersion up to which objects of a kind are in the answers; 0 before the first.
  /// Cheap, never blocks.
  long position(Kind kind);
}
