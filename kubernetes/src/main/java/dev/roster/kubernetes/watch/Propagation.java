package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// How long changes of members take until they can be answered: from the change itself, as the
/// slice's controller notes it, and from the bytes of the watch; over all, and of each Service that
/// changed lately.
public final class Propagation {
  /// Services that are told apart, at most: those that changed last.
  public static final int SERVICES_MAX = 100;

  // From the API server's bytes: what Roster itself takes.
  private static final double[] WATCH = {
    0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };

  // From the change: those that CoreDNS has for its programming duration, 1 ms doubled 20 times.
  private static final double[] TRIGGER = doubling(0.001, 20);

  private final InstantSource clock;
  private final Times watch = new Times(WATCH);
  private final Times trigger = new Times(TRIGGER);
  private final ReentrantLock lock = new ReentrantLock();

  @SuppressWarnings("serial") // nobody writes it down
  private final Map<ServiceKey, Of> services = // guarded by lock
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ServiceKey, Of> eldest) {
          return size() > SERVICES_MAX;
        }
      };

  /// The times of one Service.
  ///
  /// @param watch from the bytes of the watch
  /// @param trigger from the change, where a slice says when that was
  public record Of(Times watch, Times trigger) {}

  /// @param clock the time of day, as the controllers of slices have it
  Propagation(InstantSource clock) {
    this.clock = clock;
  }

  /// Over all Services.
  public Of all() {
    return new Of(watch, trigger);
  }

  /// Of each Service that changed lately, in order.
  public Map<ServiceKey, Of> services() {
    lock.lock();
    try {
      return new TreeMap<>(services);
    } finally {
      lock.unlock();
    }
  }

  void answerable(ServiceKey service, long nanos, Optional<Instant> triggered) {
    Of of = of(service);
    watch.add(nanos);
    of.watch.add(nanos);
    if (triggered.isEmpty()) return;
    Duration since = Duration.between(triggered.get(), clock.instant());
    // What is older than a day is no change of now, but a slice that was written again.
    if (since.compareTo(Duration.ofDays(1)) > 0) return;
    trigger.add(since.toNanos());
    of.trigger.add(since.toNanos());
  }

  private Of of(ServiceKey service) {
    lock.lock();
    try {
      return services.computeIfAbsent(service, _ -> new Of(new Times(WATCH), new Times(TRIGGER)));
    } finally {
      lock.unlock();
    }
  }

  private static double[] doubling(double from, int times) {
    double[] bounds = new double[times];
    double bound = from;
    for (int i = 0; i < times; i++, bound *= 2) bounds[i] = bound;
    return bounds;
  }
}
