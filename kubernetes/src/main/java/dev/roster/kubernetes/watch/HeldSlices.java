package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.objects.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The slices of which something is held back, by key and by Service. Not safe for threads.
final class HeldSlices {
  private final Map<ObjectKey, HeldSlice> slices = new TreeMap<>();
  private final Map<ServiceKey, Set<ObjectKey>> services = new HashMap<>();
  private int addresses;

  HeldSlices() {}

  boolean isEmpty() {
    return slices.isEmpty();
  }

  /// Addresses of all of them.
  int addresses() {
    return addresses;
  }

  @Nullable HeldSlice get(ObjectKey key) {
    return slices.get(key);
  }

  /// All of them, as they are now.
  List<HeldSlice> all() {
    return List.copyOf(slices.values());
  }

  /// Those that a Service has, as they are now.
  List<HeldSlice> of(ServiceKey service) {
    return services.getOrDefault(service, Set.of()).stream().sorted().map(slices::get).toList();
  }

  void put(HeldSlice slice) {
    remove(slice.key());
    slices.put(slice.key(), slice);
    services.computeIfAbsent(slice.service(), _ -> new HashSet<>()).add(slice.key());
    addresses += slice.held().size();
  }

  /// Takes a slice out, if it is there.
  @Nullable HeldSlice remove(ObjectKey key) {
    HeldSlice old = slices.remove(key);
    if (old == null) return null;
    addresses -= old.held().size();
    Set<ObjectKey> keys = services.getOrDefault(old.service(), new HashSet<>());
    keys.remove(key);
    if (keys.isEmpty()) services.remove(old.service());
    return old;
  }

  void removeIf(Predicate<HeldSlice> which) {
    for (HeldSlice slice : all()) if (which.test(slice)) remove(slice.key());
  }
}
