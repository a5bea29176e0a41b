package dev.roster.dns.pipeline;

import java.util.Arrays;

/// Another server's reply that a directive keeps for a while. It owns the plans that give it: they
/// go when it goes.
public abstract class Kept {
  /// Plans of one reply, at most: for letter case, DO, CD and AD, and for each listener.
  static final int PLANS_MAX = 32;

  private static final Cached[] NONE = {};

  private volatile boolean dropped;
  private Cached[] plans = NONE; // guarded by this

  /// One that no plan gives yet.
  protected Kept() {}

  /// No plan gives it any more, nor ever will: it went, or another one may come before it.
  public final void drop() {
    Cached[] gone;
    synchronized (this) {
      dropped = true;
      gone = plans;
      plans = NONE;
    }
    for (Cached plan : gone) plan.home.remove(plan);
  }

  /// Whether no plan may give it.
  final boolean isDropped() {
    return dropped;
  }

  /// Takes a plan as its own; false where it may not be given by one.
  final synchronized boolean takes(Cached plan) {
    if (dropped || plans.length == PLANS_MAX) return false;
    plans = Arrays.copyOf(plans, plans.length + 1);
    plans[plans.length - 1] = plan;
    return true;
  }

  /// Forgets a plan that another one has replaced.
  final synchronized void loses(Cached plan) {
    plans = Arrays.stream(plans).filter(other -> !other.equals(plan)).toArray(Cached[]::new);
  }
}
