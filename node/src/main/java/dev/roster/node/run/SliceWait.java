package dev.roster.node.run;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.node.CatalogPosition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The one look back: before SIGTERM, wait until the answers no longer name a pod that is being
/// deleted, so that a name is gone before its process.
///
/// @param stopNow counted down when nobody should wait any more
public record SliceWait(
    ObjectStore store, CatalogPosition catalog, LongSupplier nanoTime, CountDownLatch stopNow) {
  /// How long at most: names that are never republished must not keep a process alive.
  public static final Duration WAIT_MAX = Duration.ofSeconds(1);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  /// Waits until every slice that names the pod says that it is terminating, or names it no longer,
  /// and the catalog has come as far.
  ///
  /// @return whether it has, in time
  public boolean await(PodView pod) throws InterruptedException {
    if (catalog.position(Kind.ENDPOINT_SLICE) == Long.MAX_VALUE) return true; // nothing publishes
    long start = nanoTime.getAsLong();
    Map<ObjectKey, Long> naming = new LinkedHashMap<>();
    for (StoredObject slice : store.list(Kind.ENDPOINT_SLICE, pod.meta().namespace()).objects()) {
      if (endpoint(slice.tree(), pod).isPresent()) naming.put(slice.key(), slice.revision());
    }
    while (!naming.entrySet().stream().allMatch(each -> isPublished(each, pod))) {
      if (nanoTime.getAsLong() - start > WAIT_MAX.toNanos()) return false;
      if (stopNow.await(LOOK_AGAIN.toNanos(), TimeUnit.NANOSECONDS)) return false;
    }
    return true;
  }

  private boolean isPublished(Map.Entry<ObjectKey, Long> slice, PodView pod) {
    long position = catalog.position(Kind.ENDPOINT_SLICE);
    Optional<StoredObject> now = store.get(slice.getKey());
    if (now.isEmpty()) return position > slice.getValue(); // its deletion has a revision of its own
    Optional<Tree.Obj> endpoint = endpoint(now.get().tree(), pod);
    boolean says = endpoint.isEmpty() || endpoint.get().flag("conditions", "terminating");
    return says && position >= now.get().revision();
  }

  private static Optional<Tree.Obj> endpoint(Tree.Obj slice, PodView pod) {
    for (Tree each : slice.list("endpoints")) {
      if (!(each instanceof Tree.Obj endpoint)) continue;
      Tree.Obj target = endpoint.obj("targetRef");
      if (target.text("uid").equals(pod.meta().uid())) return Optional.of(endpoint);
    }
    return Optional.empty();
  }
}
