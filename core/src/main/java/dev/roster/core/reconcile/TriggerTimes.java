package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one Service's last plan knew of the times at which its pods became ready or unready: the
/// difference to now is when the change happened that the next slices tell of.
///
/// @param service when the Service was made; empty before the first plan
/// @param pods by name, when each pod's Ready condition last turned
public record TriggerTimes(Optional<Instant> service, Map<String, Instant> pods) {
  /// Before the first plan.
  public static final TriggerTimes UNKNOWN = new TriggerTimes(Optional.empty(), Map.of());

  public TriggerTimes {
    pods = Map.copyOf(pods);
  }

  /// What to remember, and when the change happened; empty where no time is known.
  public record Next(TriggerTimes times, Optional<Instant> changed) {}

  /// Compares with what is there now.
  ///
  /// @param selected the Service's pods
  public Next next(Tree.Obj serviceTree, List<Tree.Obj> selected) {
    Optional<Instant> made = Slices.instant(ObjectMeta.of(serviceTree).creationTimestamp());
    Map<String, Instant> now = new HashMap<>();
    Optional<Instant> earliest = Optional.empty();
    for (Tree.Obj each : selected) {
      PodView pod = new PodView(each);
      Optional<Instant> turned =
          pod.condition(PodView.READY).flatMap(c -> Slices.instant(c.text("lastTransitionTime")));
      if (turned.isEmpty()) continue;
      now.put(pod.meta().name(), turned.get());
      Instant last = pods.getOrDefault(pod.meta().name(), Instant.MIN);
      if (turned.get().isAfter(last)) earliest = earlier(earliest, turned.get());
    }
    TriggerTimes next = new TriggerTimes(made, now);
    if (service.isEmpty()) return new Next(next, made);
    if (made.isPresent() && made.get().isAfter(service.get())) {
      earliest = earlier(earliest, made.get());
    }
    return new Next(next, earliest);
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Instant other) {
    return one.isPresent() && one.get().isBefore(other) ? one : Optional.of(other);
  }
}
