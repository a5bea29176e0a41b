package dev.roster.node.address;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Hands out the addresses of a block, the longest unused first. One that was given back rests for
/// a while: a client may still hold it for its former owner. Safe for use by many threads.
public final class AddressPool {
  /// Pods with an address at once.
  public static final int ADDRESSES_MAX = 254;

  /// How long an address rests. Longer than any TTL that is served with it.
  public static final Duration REST = Duration.ofSeconds(60);

  private final AddressBlock block;
  private final LongSupplier nanoTime;
  private final boolean[] taken = new boolean[ADDRESSES_MAX + 1]; // guarded by this
  private final boolean[] used = new boolean[ADDRESSES_MAX + 1]; // guarded by this
  private final long[] freed = new long[ADDRESSES_MAX + 1]; // guarded by this

  /// All addresses of a block are free.
  public AddressPool(AddressBlock block, LongSupplier nanoTime) {
    this.block = block;
    this.nanoTime = nanoTime;
  }

  /// A free address that has never been used, else the one that has rested longest, if it has
  /// rested enough.
  public synchronized Optional<String> take() {
    long now = nanoTime.getAsLong();
    int best = 0;
    for (int i = 1; i <= ADDRESSES_MAX; i++) {
      if (taken[i]) continue;
      if (!used[i]) {
        best = i;
        break;
      }
      boolean rested = now - freed[i] >= REST.toNanos();
      if (rested && (best == 0 || freed[i] - freed[best] < 0)) best = i;
    }
    if (best == 0) return Optional.empty();
    taken[best] = true;
    used[best] = true;
    return Optional.of(block.address(best));
  }

  /// Gives an address back; one that isn't taken is passed over.
  public synchronized void release(String address) {
    if (!address.startsWith(block.address(0).substring(0, block.address(0).length() - 1))) return;
    int last = Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    if (!taken[last]) return;
    taken[last] = false;
    freed[last] = nanoTime.getAsLong();
  }
}
