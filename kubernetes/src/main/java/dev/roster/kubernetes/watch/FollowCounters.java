package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.objects.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what [WatchCounts] is told, for whoever shows metrics. The number of series is bounded by
/// the kinds that are followed and the cases of the enumerations; HTTP codes that no server has are
/// counted as 0.
public final class FollowCounters implements WatchCounts {
  private final Map<Asked, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<Happened, LongAdder> events = new ConcurrentHashMap<>();
  private final Map<Listed, LongAdder> relists = new ConcurrentHashMap<>();
  private final Map<Failed, LongAdder> faults = new ConcurrentHashMap<>();
  private final Map<Compared, LongAdder> missed = new ConcurrentHashMap<>();
  private final Map<Kind, AtomicLong> heard = new ConcurrentHashMap<>();

  private final Propagation propagation;

  /// Counters at zero.
  ///
  /// @param clock the time of day
  public FollowCounters(InstantSource clock) {
    this.propagation = new Propagation(clock);
  }

  /// A request: its verb, and the code of its answer (0: none).
  public record Asked(String verb, int code) implements Comparable<Asked> {
    @Override
    public int compareTo(Asked other) {
      int order = verb.compareTo(other.verb);
      return order != 0 ? order : Integer.compare(code, other.code);
    }
  }

  /// An event of a kind, by type.
  public record Happened(Kind kind, String type) implements Comparable<Happened> {
    // Written out: each event is counted, and what records bring is much code for that.
    @Override
    public boolean equals(Object other) {
      return other instanceof Happened that && type.equals(that.type) && kind.equals(that.kind);
    }

    @Override
    public int hashCode() {
      return 31 * kind.hashCode() + type.hashCode();
    }

    @Override
    public int compareTo(Happened other) {
      int order = kind.compareTo(other.kind);
      return order != 0 ? order : type.compareTo(other.type);
    }
  }

  /// A list of a kind, by reason.
  public record Listed(Kind kind, Relist why) implements Comparable<Listed> {
    @Override
    public int compareTo(Listed other) {
      int order = kind.compareTo(other.kind);
      return order != 0 ? order : why.compareTo(other.why);
    }
  }

  /// A fault of a kind.
  public record Failed(Kind kind, Fault fault) implements Comparable<Failed> {
    @Override
    public int compareTo(Failed other) {
      int order = kind.compareTo(other.kind);
      return order != 0 ? order : fault.compareTo(other.fault);
    }
  }

  /// What a compare found of a kind.
  public record Compared(Kind kind, Missed how) implements Comparable<Compared> {
    @Override
    public int compareTo(Compared other) {
      int order = kind.compareTo(other.kind);
      return order != 0 ? order : how.compareTo(other.how);
    }
  }

  @Override
  public void request(String verb, int code) {
    int known = code >= 100 && code < 600 ? code : 0;
    count(requests, new Asked(verb, known), 1);
  }

  @Override
  public void event(Kind kind, String type) {
    count(events, new Happened(kind, type), 1);
  }

  @Override
  public void relist(Kind kind, Relist why) {
    count(relists, new Listed(kind, why), 1);
  }

  @Override
  public void fault(Kind kind, Fault fault) {
    count(faults, new Failed(kind, fault), 1);
  }

  @Override
  public void missed(Kind kind, Missed how, int objects) {
    count(missed, new Compared(kind, how), objects);
  }

  @Override
  public void heard(Kind kind, long nanos) {
    heard.computeIfAbsent(kind, _ -> new AtomicLong()).setRelease(nanos);
  }

  @Override
  public void answerable(ServiceKey service, long nanos, Optional<Instant> triggered) {
    propagation.answerable(service, nanos, triggered);
  }

  private static <K> void count(Map<K, LongAdder> counters, K key, long more) {
    counters.computeIfAbsent(key, _ -> new LongAdder()).add(more);
  }

  /// Requests so far, in order.
  public Map<Asked, Long> requests() {
    return shown(requests);
  }

  /// Events so far, in order.
  public Map<Happened, Long> events() {
    return shown(events);
  }

  /// Lists so far, in order.
  public Map<Listed, Long> relists() {
    return shown(relists);
  }

  /// Faults so far, in order.
  public Map<Failed, Long> faults() {
    return shown(faults);
  }

  /// What compares found so far, in order.
  public Map<Compared, Long> missed() {
    return shown(missed);
  }

  /// How long changes took.
  public Propagation propagation() {
    return propagation;
  }

  /// When each kind was heard last, by the injected nano time.
  public Map<Kind, Long> heard() {
    Map<Kind, Long> shown = new TreeMap<>();
    heard.forEach((kind, nanos) -> shown.put(kind, nanos.getAcquire()));
    return shown;
  }

  private static <K extends Comparable<K>> Map<K, Long> shown(Map<K, LongAdder> counters) {
    Map<K, Long> shown = new TreeMap<>();
    counters.forEach((key, counter) -> shown.put(key, counter.sum()));
    return shown;
  }
}
