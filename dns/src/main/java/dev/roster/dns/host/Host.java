package dev.roster.dns.host;

import dev.roster.core.catalog.Catalog;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What directives need of the process that they run in.
///
/// @param catalog the current catalog
/// @param nanoTime a monotonic clock
/// @param random not to be guessed; for many threads
/// @param lines where they write for people
/// @param fatal ends the process
public record Host(
    Scheduler scheduler,
    Supplier<Catalog> catalog,
    LongSupplier nanoTime,
    RandomGenerator random,
    Lines lines,
    Fatal fatal) {
  /// Ends the process because serving on would do harm.
  @FunctionalInterface
  public interface Fatal {
    /// Ends it soon, with exit code 1; returns.
    ///
    /// @param why one line for the log
    void end(String why);
  }
}
