package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Indexes;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.ObjectKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/// What one edit does to the indexes of pods.
final class PodSteps {
  private final Indexes indexes;
  private final IndexSteps<PodEntry> byKey;
  private final IndexSteps<PodEntry> byAddress;
  private final Map<Place, Integer> balance = new HashMap<>();
  private final Map<Namespace, Integer> residents = new HashMap<>();
  private boolean relabelled;

  PodSteps(Indexes indexes, IndexSteps<PodEntry> byKey, IndexSteps<PodEntry> byAddress) {
    this.indexes = indexes;
    this.byKey = byKey;
    this.byAddress = byAddress;
  }

  /// A pod's place in answers: any number of pods may share one.
  private record Place(Namespace namespace, IpAddress address) {
    static Place of(PodEntry pod) {
      return new Place(Namespace.of(pod), pod.address());
    }
  }

  /// A namespace of an origin.
  record Namespace(String origin, String name) {
    static Namespace of(PodEntry pod) {
      return new Namespace(pod.origin(), pod.namespace());
    }
  }

  /// A pod as it is now; empty: gone.
  void step(ObjectKey key, Optional<PodEntry> now) {
    int hash = Catalog.hashOf(key);
    PodEntry old = indexes.pods().first(hash, pod -> pod.key().equals(key));
    if (old == null ? now.isEmpty() : now.isPresent() && now.get().equals(old)) return;
    if (old != null) {
      byKey.remove(hash, old);
      byAddress.remove(old.address().hashCode(), old);
      count(old, -1);
      relabelled |= now.isPresent() && !now.get().labels().equals(old.labels());
    }
    now.ifPresent(pod -> {
      byKey.add(hash, pod);
      byAddress.add(pod.address().hashCode(), pod);
      count(pod, 1);
    });
  }

  private void count(PodEntry pod, int more) {
    balance.merge(Place.of(pod), more, Integer::sum);
    residents.merge(Namespace.of(pod), more, Integer::sum);
  }

  /// How many more pods each namespace has.
  void residents(ObjIntConsumer<Namespace> each) {
    residents.forEach(each::accept);
  }

  /// Which aspects ([Serials]) differ: whether some address began or ceased to be that of a pod of
  /// its namespace, whether labels changed.
  int seen() {
    boolean turns = balance.entrySet().stream().anyMatch(it -> isTurn(it.getKey(), it.getValue()));
    return (turns ? Serials.INTERNAL : 0) | (relabelled ? Serials.LABELS : 0);
  }

  private boolean isTurn(Place place, int more) {
    int[] before = {0};
    indexes
        .podAddresses()
        .forEach(
            place.address().hashCode(),
            pod -> {
              if (Place.of(pod).equals(place)) before[0]++;
            });
    return (before[0] == 0) != (before[0] + more == 0);
  }
}
