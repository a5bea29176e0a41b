package dev.roster.check.bench;

import java.io.IOException;

/// What asks a server, from the calling thread.
interface Load extends AutoCloseable {
  /// Does what a round needs and should not be charged with.
  default void prepare() throws IOException {}

  /// Asks as fast as answers come, with a bounded number of questions under way.
  Round asFastAsAnswered(double seconds) throws IOException;

  /// Asks at a fixed rate, whatever the answers do; latencies count from when a question was due.
  Round atRate(int perSecond, double seconds) throws IOException;

  @Override
  void close();

  /// What a round saw.
  ///
  /// @param wrong answers whose code, or whether they hold records, was not what was expected
  /// @param lost questions without an answer
  record Round(long answered, long wrong, long lost, double seconds, Latencies latencies) {
    double perSecond() {
      return answered / seconds;
    }
  }
}
