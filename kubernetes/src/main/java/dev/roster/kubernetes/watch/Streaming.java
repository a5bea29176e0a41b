package dev.roster.kubernetes.watch;

import java.util.concurrent.atomic.AtomicBoolean;

/// Whether one server knows streaming lists, as far as the followers of all kinds found out.
final class Streaming {
  private final AtomicBoolean refused = new AtomicBoolean();

  Streaming() {}

  /// Whether to ask for them.
  boolean isUsed() {
    return !refused.get();
  }

  /// The server doesn't know them.
  void refuse() {
    refused.set(true);
  }

  /// The server may have been replaced by a newer one since.
  void forget() {
    refused.set(false);
  }
}
