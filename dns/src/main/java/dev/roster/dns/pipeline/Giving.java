package dev.roster.dns.pipeline;

/// How a kept reply is given to one listener's questions from memory, as its directive would give
/// it. On the fast path: no allocation, no blocking.
public interface Giving {
  /// What is given.
  Kept kept();

  /// The seconds that all its records show now; 0 where its directive has more to do than to give
  /// it: it has expired, or is to be asked for again.
  ///
  /// @param nanos of the server's clock
  long seconds(long nanos);

  /// Counts that it was given.
  void given(long nanos);
}
