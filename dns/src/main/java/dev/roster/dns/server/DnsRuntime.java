package dev.roster.dns.server;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Observer;
import dev.roster.dns.pipeline.Responder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a DNS server needs of the process it runs in.
///
/// @param catalog the current catalog; asked once for each packet, must not block
/// @param nanoTime a monotonic clock
/// @param unixNanos unix time in nanoseconds; 0 where nobody says it
/// @param seed from which the hash's secret and all random choices come; not to be guessed
/// @param metrics where it counts
/// @param observers makes who is told of a worker's answers
public record DnsRuntime(
    Supplier<Catalog> catalog,
    LongSupplier nanoTime,
    LongSupplier unixNanos,
    long seed,
    DnsMetrics metrics,
    Supplier<Observer> observers) {
  /// The constant that makes seeds of one.
  private static final long STEP = 0x9e37_79b9_7f4a_7c15L;

  /// Without a clock of the world, and nobody is told of answers.
  public DnsRuntime(
      Supplier<Catalog> catalog, LongSupplier nanoTime, long seed, DnsMetrics metrics) {
    this(catalog, nanoTime, () -> 0, seed, metrics, () -> Observer.NONE);
  }

  /// A responder of a worker's own.
  ///
  /// @param n which of the seed's numbers its random choices come from; not 0, all share that one
  Responder worker(int n) {
    Responder responder = Responder.ofWorker(seed(0), seed(n), nanoTime, metrics.worker());
    responder.packet().observer(observers.get());
    return responder;
  }

  /// The `n`-th number that the seed gives (SplitMix64).
  long seed(int n) {
    long x = seed + STEP * (n + 1);
    x = (x ^ (x >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return x ^ (x >>> 31);
  }
}
