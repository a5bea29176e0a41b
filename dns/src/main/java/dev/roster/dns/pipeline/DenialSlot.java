package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import org.jspecify.annotations.Nullable;

/// Where the denial of one zone in one server block is remembered. A directive that gives it as a
/// [Home] says: whatever is asked here and now, the answer is that nothing of that name exists.
public final class DenialSlot implements Home {
  final Name zone;
  private final int block;
  private final int kind;
  private final Object basis;

  volatile Plan.@Nullable Denial plan; // any thread writes, all the same

  DenialSlot(ServerBlock block, Name zone, int kind, Object basis) {
    this.basis = basis;
    this.kind = kind;
    this.block = block.number();
    this.zone = zone;
  }

  /// Whether it holds as long as this very thing is the one.
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(Object thing) {
    return basis == thing;
  }

  boolean isFor(ServerBlock of, Name name, int ofKind) {
    return block == of.number() && kind == ofKind && zone.equals(name);
  }
}
