package dev.roster.engine.feed;

import dev.roster.core.objects.Kind;
import java.time.Duration;

/// How far the published catalog has come: the one look back that the node is allowed.
public interface CatalogPosition {
  /// Waits until the published catalog covers a resourceVersion of a kind.
  ///
  /// @return whether it does; false if `atMost` passed first
  boolean awaitCovers(String origin, Kind kind, String position, Duration atMost)
      throws InterruptedException;
}
