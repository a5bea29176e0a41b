package dev.roster.core.reconcile;

import dev.roster.core.objects.ProbeView;
import java.util.OptionalLong;

/// One probe of one container instance, between its tries: when the next is due and what holds. As
/// the kubelet's prober worker: the result flips only after a threshold of equal outcomes in a row,
/// an outcome that is an error of the probe itself counts for nothing, and after a liveness or
/// startup failure nothing is tried until the container has been replaced (a new machine).
///
/// @param result what holds now
/// @param streak equal outcomes in a row, the last of them `last`
/// @param nextNanos when the next try is due
/// @param underWay whether a try runs: never two at once
/// @param onHold whether it has failed for good
public record ProbeMachine(
    ProbeKind kind,
    Timing timing,
    Result result,
    Outcome last,
    int streak,
    long nextNanos,
    boolean underWay,
    boolean onHold) {
  private static final long SECOND = 1_000_000_000L;

  /// What holds.
  public enum Result {
    UNKNOWN,
    SUCCESS,
    FAILURE
  }

  /// What one try gave.
  public enum Outcome {
    SUCCESS,
    FAILURE,
    /// The probe could not be run at all: no word about the container.
    ERROR
  }

  /// The numbers of a probe.
  public record Timing(
      long initialDelayNanos, long periodNanos, int successThreshold, int failureThreshold) {
    /// Those of a manifest's probe.
    public static Timing of(ProbeView probe) {
      return new Timing(
          probe.initialDelaySeconds() * SECOND,
          probe.periodSeconds() * SECOND,
          probe.successThreshold(),
          probe.failureThreshold());
    }
  }

  /// A probe of a container that started at the given time: initialDelaySeconds counts from there.
  public static ProbeMachine begin(ProbeKind kind, Timing timing, long startedNanos) {
    return new ProbeMachine(
        kind,
        timing,
        kind.initial(),
        Outcome.ERROR,
        0,
        startedNanos + timing.initialDelayNanos(),
        false,
        false);
  }

  /// When the next try should begin; empty while one runs and when there will be none.
  public OptionalLong due() {
    return underWay || onHold ? OptionalLong.empty() : OptionalLong.of(nextNanos);
  }

  /// Whether a try should begin now.
  public boolean isDue(long now) {
    return !underWay && !onHold && now - nextNanos >= 0;
  }

  /// A try has begun. The next is due one period after this one was due; what a late start missed
  /// is not made up for.
  public ProbeMachine begun(long now) {
    long period = timing.periodNanos();
    long next = nextNanos + period;
    if (now - next >= 0) next = now + period - Math.floorMod(now - nextNanos, period);
    return new ProbeMachine(kind, timing, result, last, streak, next, true, onHold);
  }

  /// A try has ended.
  public ProbeMachine ended(Outcome outcome) {
    if (outcome == Outcome.ERROR) return with(result, last, streak, onHold);
    int run = outcome == last ? streak + 1 : 1;
    int threshold =
        outcome == Outcome.SUCCESS ? timing.successThreshold() : timing.failureThreshold();
    if (run < threshold) return with(result, outcome, run, onHold);
    if (outcome == Outcome.SUCCESS) {
      // A startup probe that has passed is never tried again for this instance.
      return with(Result.SUCCESS, outcome, run, kind == ProbeKind.STARTUP);
    }
    boolean ends = kind != ProbeKind.READINESS;
    return with(Result.FAILURE, outcome, ends ? 0 : run, ends);
  }

  private ProbeMachine with(Result result, Outcome last, int streak, boolean onHold) {
    return new ProbeMachine(kind, timing, result, last, streak, nextNanos, false, onHold);
  }
}
