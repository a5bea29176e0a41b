package dev.roster.dns.pipeline;

/// A directive that keeps what other servers said. What it gives depends, beyond the question, on
/// DO, CD and AD of the request alone, and all records show one TTL; it says so with each reply by
/// [Exchange#gives].
public interface Keeper extends Directive {
  /// Where plans of what it keeps are. On the fast path: no allocation, no blocking.
  CachedPlans cachedPlans();
}
