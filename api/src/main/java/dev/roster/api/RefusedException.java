package dev.roster.api;

import java.io.Serial;

/// Ends a request early with a failure; caught in one place, [ApiHandler].
final class RefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient Failure failure;

  RefusedException(Failure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  /// What the client is told.
  Failure failure() {
    return failure;
  }
}
