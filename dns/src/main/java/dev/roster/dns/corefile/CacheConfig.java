package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `cache [TTL] [ZONES...] { ... }`: answers of other servers are kept for a while, and all TTLs
/// are held within bounds.
///
/// @param zones whose names it touches
/// @param success of answers that have what was asked for
/// @param denial of answers that say that there is nothing
/// @param failureTtl how long SERVFAIL and NOTIMP are kept
/// @param keepTtl whether answers show the TTL that they came with
public record CacheConfig(
    List<Name> zones,
    Share success,
    Share denial,
    Duration failureTtl,
    Prefetch prefetch,
    Optional<Stale> stale,
    boolean keepTtl)
    implements DirectiveConfig {
  public CacheConfig {
    zones = List.copyOf(zones);
  }

  /// Answers of one kind.
  ///
  /// @param capacity answers that are held
  /// @param ttlMaxSeconds longer TTLs are cut to it
  /// @param ttlMinSeconds shorter TTLs are raised to it
  /// @param except zones whose answers are not held
  public record Share(long capacity, long ttlMaxSeconds, long ttlMinSeconds, List<Name> except) {
    public Share {
      except = List.copyOf(except);
    }
  }

  /// What is asked for again before it expires.
  ///
  /// @param amount hits that make an answer popular; 0 for no prefetch
  /// @param within two hits further apart begin to count anew
  /// @param percent of the TTL that is left when it is asked for
  public record Prefetch(long amount, Duration within, int percent) {}

  /// Expired answers that are still given.
  ///
  /// @param upTo how long after they expired
  /// @param verify whether the upstream is asked first
  /// @param verifyTimeout how long it may take then; zero for as long as it takes
  /// @param ttlSeconds that they show
  /// @param recheck how long after a failed refresh none is tried
  /// @param preferPositive whether an answer is preferred to a newer denial
  public record Stale(
      Duration upTo,
      boolean verify,
      Duration verifyTimeout,
      long ttlSeconds,
      Duration recheck,
      boolean preferPositive) {}

  @Override
  public String directive() {
    return "cache";
  }

  static CacheConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    return CacheParser.parse(words, block);
  }
}
