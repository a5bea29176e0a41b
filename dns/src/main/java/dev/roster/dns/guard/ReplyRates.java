package dev.roster.dns.guard;

import dev.roster.dns.pipeline.Packet;
import java.util.concurrent.atomic.AtomicLongArray;

/// How many replies each network got lately: /24 of IPv4, /56 of IPv6. A table of buckets of fixed
/// size; networks that meet in one bucket drive each other out, to their advantage. Allocates
/// nothing and takes no lock.
final class ReplyRates {
  /// Networks that are remembered at one time.
  static final int NETWORKS_MAX = 1 << 16;

  private static final int TOKEN_BITS = 20;
  private static final int TIME_BITS = 20;

  /// 1/16 s.
  private static final long TICK_NANOS = 62_500_000L;

  /// A minute: no bucket is still being filled.
  private static final long TICKS_MAX = 16 * 60;

  private static final long TOKENS = (1L << TOKEN_BITS) - 1;
  private static final long TIMES = (1L << TIME_BITS) - 1;

  // Of each bucket: 24 bits of the network's hash, a time in ticks, tokens in 1/16.
  private final AtomicLongArray buckets = new AtomicLongArray(NETWORKS_MAX);
  private final long seed;
  private final int perSecond;
  private final int burst;

  /// No replies yet.
  ///
  /// @param seed not to be guessed
  /// @param perSecond replies of one network, 1..10,000
  /// @param burst replies at once, after a silence, 1..60,000
  ReplyRates(long seed, int perSecond, int burst) {
    this.seed = seed;
    this.perSecond = perSecond;
    this.burst = burst;
  }

  /// Takes one reply of the packet's network, if there is one left.
  boolean take(Packet packet, long nanos) {
    long hash = network(packet);
    int index = (int) hash & NETWORKS_MAX - 1;
    long tag = hash >>> 40;
    long now = Math.floorDiv(nanos, TICK_NANOS) & TIMES;
    while (true) {
      long bucket = buckets.get(index);
      long tokens;
      if (bucket >>> (TOKEN_BITS + TIME_BITS) == tag && bucket != 0) {
        long elapsed = (now - (bucket >>> TOKEN_BITS)) & TIMES;
        // Another thread may have read the clock later than this one.
        if (elapsed > TIMES / 2) elapsed = 0;
        long more = Math.min(elapsed, TICKS_MAX) * perSecond;
        tokens = Math.min(16L * burst, (bucket & TOKENS) + more);
      } else {
        tokens = 16L * burst;
      }
      boolean taken = tokens >= 16;
      if (taken) tokens -= 16;
      long next = tag << (TOKEN_BITS + TIME_BITS) | now << TOKEN_BITS | tokens;
      if (buckets.compareAndSet(index, bucket, next)) return taken;
    }
  }

  private long network(Packet packet) {
    int bytes = packet.isIpv4() ? 3 : 7;
    long hash = seed + bytes;
    for (int i = 0; i < bytes; i++) {
      hash = (hash ^ packet.sourceByte(i)) * 0x9e37_79b9_7f4a_7c15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
