package dev.roster.app.train;

import java.time.Duration;

/// Tells a catalog of its own so many changes that what a change passes through is compiled: from
/// the bytes of a watch to the published catalog. Without it the first few hundred changes of a
/// cluster take three times as long as the later ones.
public final class FeedWarmUp {
  /// Changes of slices, one after the other.
  static final int CHANGES_MAX = 4_000;

  /// How long they may take.
  static final Duration TIME_MAX = Duration.ofSeconds(1);

  private FeedWarmUp() {}

  /// Follows a made-up cluster to its last change, or as long as it may. Returns whether it came to
  /// the last.
  public static boolean run() throws InterruptedException {
    MadeUpApi api = new MadeUpApi(CHANGES_MAX);
    return MadeUpCluster.follow(api, api.lastVersion(), TIME_MAX);
  }
}
