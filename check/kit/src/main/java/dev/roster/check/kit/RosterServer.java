package dev.roster.check.kit;

/// A running `roster serve`.
public interface RosterServer extends AutoCloseable {
  /// Waits until it has said that it listens at so many addresses, or ended, and gives those that
  /// it said.
  ///
  /// @throws InterruptedException if the waiting thread is interrupted
  Listening awaitListening(int lines) throws InterruptedException;

  /// All that it printed so far.
  String output();

  /// Ends it and waits for its end.
  @Override
  void close();
}
