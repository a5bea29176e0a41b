package dev.roster.core.catalog;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A place on an immutable roster or catalog for what is derived from it (the server's plans). What
/// is put there goes when its owner goes; nothing ever clears it.
///
/// The catalog doesn't know what is held. One holder is made per slot, by whoever asks first;
/// threads that ask at once all get the same one.
public final class PlanSlot {
  private final AtomicReference<@Nullable Object> held = new AtomicReference<>();

  /// An empty slot.
  PlanSlot() {}

  /// What is held; made by `first` where nothing is yet.
  public Object held(Supplier<?> first) {
    Object now = held.get();
    if (now != null) return now;
    Object made = first.get();
    Object before = held.compareAndExchange(null, made);
    return before == null ? made : before;
  }
}
