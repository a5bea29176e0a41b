package dev.roster.dns.forward;

import dev.roster.core.names.Name;
import dev.roster.dns.pipeline.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Notices questions that come back to a `forward` through its own upstreams.
///
/// A question that comes while the very same is with an upstream is suspect: it may have come back,
/// or a second client asks the same. What decides is a probe: a random name below the suspect one
/// is asked of the same upstream, once, before the suspect goes on. Nobody but that upstream knows
/// the random name, and whatever forwards the suspect name by its suffix forwards the probe to the
/// same place; so if the probe is asked here, there is a loop, and if it isn't, there is none.
/// Nothing that a forwarder may drop, like EDNS options or letter case, plays a part. Clients that
/// ask the same at once wait for one answer of the upstream more, once a while.
final class LoopWatch {
  /// Probes under way, at most; beyond it suspects go on.
  static final int PROBES_MAX = 64;

  /// Names whose verdict is remembered, at most.
  static final int VERDICTS_MAX = 1024;

  /// How long a verdict holds.
  static final Duration VERDICT_HOLDS = Duration.ofSeconds(10);

  private static final int LABEL_BYTES = 24;

  private final LoopNames exempt;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Map<Question, Integer> underWay = new ConcurrentHashMap<>();
  private final Map<Name, CountDownLatch> probes = new ConcurrentHashMap<>();
  private final Map<Name, Verdict> verdicts = // guarded by verdicts
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Verdict> eldest) {
          return size() > VERDICTS_MAX;
        }
      };

  private record Verdict(boolean loop, long untilNanos) {}

  LoopWatch(LoopNames exempt, LongSupplier nanoTime, RandomGenerator random) {
    this.exempt = exempt;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /// Whether a question for the name may come back: `loop` counts those and ends the process.
  boolean isExempt(Name name) {
    return exempt.contains(name);
  }

  /// A question goes to an upstream. Returns whether the same one is there already; each call is
  /// followed by one of [#leave].
  boolean enter(Question question) {
    return underWay.merge(question, 1, Integer::sum) > 1;
  }

  /// It is answered, or given up.
  void leave(Question question) {
    underWay.computeIfPresent(question, (_, count) -> count == 1 ? null : count - 1);
  }

  /// Whether the name is known to loop; empty where nothing is known.
  Optional<Boolean> verdict(Name name) {
    synchronized (verdicts) {
      Verdict verdict = verdicts.get(name);
      if (verdict == null) return Optional.empty();
      if (nanoTime.getAsLong() - verdict.untilNanos < 0) return Optional.of(verdict.loop);
      verdicts.remove(name);
      return Optional.empty();
    }
  }

  /// Whether the question is a probe of ours: then there is a loop.
  boolean isProbe(Name name) {
    CountDownLatch probe = probes.get(name);
    if (probe == null) return false;
    probe.countDown();
    return true;
  }

  /// Asks an upstream for the probe of a name.
  @FunctionalInterface
  interface Probing {
    void ask(Name probe);
  }

  /// Probes a suspect name, unless its verdict is known. Returns whether it loops. Waits until the
  /// probe is answered or comes back.
  boolean probe(Name suspect, Probing probing) {
    Optional<Boolean> known = verdict(suspect);
    if (known.isPresent()) return known.get();
    if (probes.size() >= PROBES_MAX) return false;
    Name probe = below(suspect);
    CountDownLatch back = new CountDownLatch(1);
    probes.put(probe, back);
    try {
      // It comes back, if it does, before it can be answered.
      probing.ask(probe);
    } finally {
      probes.remove(probe);
    }
    boolean loop = back.getCount() == 0;
    synchronized (verdicts) {
      verdicts.put(
          suspect.folded(), new Verdict(loop, nanoTime.getAsLong() + VERDICT_HOLDS.toNanos()));
    }
    return loop;
  }

  /// A random label below the name, or below the longest suffix of it that has room.
  private Name below(Name suspect) {
    StringBuilder label = new StringBuilder(LABEL_BYTES);
    while (label.length() < LABEL_BYTES) {
      label.append(Character.forDigit(random.nextInt(36), 36));
    }
    Name suffix = suspect.folded();
    while (suffix.wireLength() + LABEL_BYTES + 1 > Name.WIRE_BYTES_MAX) suffix = suffix.suffix(1);
    return suffix.child(label.toString());
  }
}
