package dev.roster.dns.cache;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Rcode;
import dev.roster.dns.corefile.CacheConfig;
import dev.roster.dns.corefile.CacheConfig.Stale;
import dev.roster.dns.pipeline.Asked;
import dev.roster.dns.pipeline.CachedPlans;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Giving;
import dev.roster.dns.pipeline.Keeper;
import dev.roster.dns.pipeline.Kept;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// `cache`: keeps what other servers said, by time, and holds all TTLs within bounds.
///
/// What this server knows itself is never kept: the directives behind are run each time without
/// waiting, and only where they would have to wait does the cache speak. So a change of the catalog
/// is seen at once, whatever the TTLs; what the pipeline remembers of the catalog goes with it.
public final class CacheDirective implements Passing, Keeper {
  /// Refreshes in the background, at most.
  static final int REFRESHES_MAX = 256;

  private static final ExtendedError STALE =
      new ExtendedError(ExtendedError.STALE_ANSWER, "expired; the upstream has not answered since");

  private final CacheConfig config;
  private final CacheMetrics metrics;
  private final LongSupplier nanoTime;
  private final Ttls ttls;
  private final Shelf positive;
  private final Shelf negative;
  private final CachedPlans plans = new CachedPlans();
  private final String zonesLabel;
  private final Duration staleUpTo;
  private final Semaphore refreshes = new Semaphore(REFRESHES_MAX);
  private final Flights<Shelf.Key> flights = new Flights<>();

  /// The directive of one server block, with nothing kept.
  public CacheDirective(CacheConfig config, CacheMetrics metrics, LongSupplier nanoTime) {
    this.config = config;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.ttls = new Ttls(config);
    this.positive = new Shelf(config.success().capacity());
    this.negative = new Shelf(config.denial().capacity());
    this.zonesLabel = String.join(",", config.zones().stream().map(Name::toString).toList());
    this.staleUpTo = config.stale().map(Stale::upTo).orElse(Duration.ZERO);
  }

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public Scope scope() {
    return Scope.of(config.zones());
  }

  @Override
  public CachedPlans cachedPlans() {
    return plans;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Optional<Reply> own = exchange.withoutWaiting(next);
    if (own.isPresent()) return bounded(exchange, own.get());
    // An alias of ours to elsewhere: the alias may change at once, the rest has a cache there.
    if (exchange.waitsInside()) return bounded(exchange, next.answer(exchange));
    return new Run(exchange, next).answer();
  }

  /// The reply as the cache lets it through.
  private Reply bounded(Exchange exchange, Reply reply) {
    if (reply.by().isEmpty() || exchange.keepsTtls()) return reply;
    long seconds = ttls.of(Kind.of(exchange.question(), reply), reply);
    return Ttls.with(reply, seconds, reply.authoritative(), reply.authenticData());
  }

  private boolean prefetches() {
    return config.prefetch().amount() > 0;
  }

  /// From how many seconds on that are left a popular reply is asked for again.
  private long refreshedFrom(Item item) {
    return (long) Math.ceil(config.prefetch().percent() / 100.0 * item.ttlSeconds);
  }

  /// A kept reply as plans give it, while there is nothing to do about it but to count.
  private final class Given implements Giving {
    private final Item item;
    private final CacheMetrics.Numbers numbers;
    private final boolean denial;
    private final long refreshedFrom;

    Given(Item item, CacheMetrics.Numbers numbers, boolean denial) {
      this.item = item;
      this.numbers = numbers;
      this.denial = denial;
      this.refreshedFrom = prefetches() ? refreshedFrom(item) : 0;
    }

    @Override
    public Kept kept() {
      return item;
    }

    @Override
    public long seconds(long nanos) {
      long left = item.left(nanos);
      if (left <= refreshedFrom) return 0;
      return config.keepTtl() ? item.ttlSeconds : left;
    }

    @Override
    public void given(long nanos) {
      numbers.hit(denial);
      if (prefetches()) item.hit(nanos, config.prefetch().within());
    }
  }

  /// One question for another server's answer.
  private final class Run {
    private final Exchange exchange;
    private final Chain next;
    private final Asked asked;
    private final Shelf.Key key;
    private final CacheMetrics.Numbers numbers;

    Run(Exchange exchange, Chain next) {
      this.exchange = exchange;
      this.next = next;
      this.asked = exchange.keptAsked();
      Question question = exchange.question();
      this.key =
          new Shelf.Key(
              question.name().folded(),
              question.type(),
              question.qclass(),
              asked.dnssecOk(),
              asked.has(Flags.CD));
      String view = exchange.block().view();
      this.numbers =
          metrics.at(
              new CacheMetrics.Place(exchange.server(), zonesLabel, view), positive, negative);
    }

    Reply answer() {
      long now = nanoTime.getAsLong();
      Optional<Item> found = find(now);
      if (found.isEmpty()) return missed();
      Item item = found.get();
      boolean stale = item.left(now) <= 0;
      if (stale && config.stale().map(Stale::verify).orElse(false)) {
        Optional<Reply> verified = verify(item);
        if (verified.isPresent()) return verified.get();
      }
      boolean denial = negative.get(key).filter(kept -> kept.equals(item)).isPresent();
      exchange.gives(new Given(item, numbers, denial));
      numbers.hit(denial);
      if (stale) {
        numbers.stale.increment();
        if (!config.stale().map(Stale::verify).orElse(false)) refresh(item, true);
      } else if (isPopular(item, now)) {
        refresh(item, false);
      }
      return given(item, now);
    }

    /// Asks for what is not kept, once for all that want it at this moment.
    private Reply missed() {
      // What waits, or ends this run, comes before what is counted.
      exchange.willWait();
      numbers.requests.increment();
      numbers.misses.increment();
      // Who holds one must not wait for another: two could wait for each other.
      if (exchange.isInner()) return ask();
      try (Flights.Flight<Shelf.Key> flight = flights.board(key)) {
        long now = nanoTime.getAsLong();
        Optional<Item> brought = flight.isFirst() ? Optional.empty() : find(now);
        return brought.isPresent() ? given(brought.get(), now) : ask();
      }
    }

    private Reply ask() {
      return fresh(next.answer(exchange.with(asked.with(Flags.AD))), false);
    }

    /// The kept reply as it is now; AA is set, because some clients want it.
    private Reply given(Item item, long now) {
      boolean authentic = item.reply.authenticData() && (asked.dnssecOk() || asked.has(Flags.AD));
      long left = item.left(now);
      if (left > 0) {
        return Ttls.with(item.reply, config.keepTtl() ? item.ttlSeconds : left, true, authentic);
      }
      long shown = config.stale().map(Stale::ttlSeconds).orElse(0L);
      if (shown == 0 && config.keepTtl()) shown = item.ttlSeconds;
      return Ttls.with(item.reply, shown, true, authentic).withError(STALE);
    }

    /// A denial comes before an answer, but for a failure that would hide one.
    private Optional<Item> find(long now) {
      Optional<Item> answer = positive.get(key).filter(item -> item.isGiven(now, staleUpTo));
      boolean preferred =
          config.stale().map(Stale::preferPositive).orElse(false)
              && answer.filter(item -> item.answering).isPresent();
      if (preferred) return answer;
      Optional<Item> denial = negative.get(key).filter(item -> item.isGiven(now, staleUpTo));
      if (denial.isEmpty()) return answer;
      return denial.get().isServfail() && answer.isPresent() ? answer : denial;
    }

    private boolean isPopular(Item item, long now) {
      if (!prefetches()) return false;
      int hits = item.hit(now, config.prefetch().within());
      return hits >= config.prefetch().amount() && item.left(now) <= refreshedFrom(item);
    }

    /// Keeps a reply, if it is one to keep, and returns it with the TTL that it is kept with.
    private Reply fresh(Reply reply, boolean refreshing) {
      if (reply.by().isEmpty()) return reply;
      Question question = exchange.question();
      Kind kind = Kind.of(question, reply);
      long seconds = ttls.of(kind, reply);
      if (seconds > 0 && kind.isKept(question, reply)) {
        boolean answering = Kind.isAnswered(question, reply);
        Item item = new Item(reply, seconds, nanoTime.getAsLong(), answering);
        if (kind.isPositive()) keepAnswer(item, refreshing);
        else if (!isExcepted(config.denial())) {
          numbers.negativeEvictions.add(negative.put(key, item));
          positive.get(key).ifPresent(Kept::drop);
        }
      }
      boolean authentic = reply.authenticData() && (asked.dnssecOk() || asked.has(Flags.AD));
      return Ttls.with(reply, seconds, reply.authoritative(), authentic);
    }

    private void keepAnswer(Item item, boolean refreshing) {
      if (isExcepted(config.success())) return;
      boolean prefers = config.stale().map(Stale::preferPositive).orElse(false);
      boolean worse = prefers && !item.answering;
      if (worse && positive.get(key).filter(kept -> kept.answering).isPresent()) return;
      numbers.positiveEvictions.add(positive.put(key, item));
      negative.get(key).ifPresent(Kept::drop);
      if (prefers ? item.answering : refreshing) negative.remove(key);
    }

    private boolean isExcepted(CacheConfig.Share share) {
      for (Name zone : share.except()) if (key.name().isIn(zone)) return true;
      return false;
    }

    /// Asks the upstream before an expired reply is given; empty where that has to do.
    private Optional<Reply> verify(Item item) {
      exchange.willWait();
      Stale stale = config.stale().orElseThrow();
      if (!item.beginRefresh(nanoTime.getAsLong())) return Optional.empty();
      CompletableFuture<Optional<Reply>> verified = new CompletableFuture<>();
      if (!inBackground(item, true, verified)) return Optional.empty();
      try {
        long millis = stale.verifyTimeout().toMillis();
        return millis > 0 ? verified.get(millis, TimeUnit.MILLISECONDS) : verified.get();
      } catch (TimeoutException | ExecutionException notInTime) {
        return Optional.empty();
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }

    /// Asks again while the client has its answer.
    private void refresh(Item item, boolean stale) {
      if (!item.beginRefresh(nanoTime.getAsLong())) return;
      if (inBackground(item, stale, new CompletableFuture<>())) numbers.prefetches.increment();
    }

    /// Returns whether it runs; the item is given back when it ends, or at once.
    private boolean inBackground(
        Item item, boolean stale, CompletableFuture<Optional<Reply>> done) {
      Duration recheck = config.stale().map(Stale::recheck).orElse(Duration.ZERO);
      if (!refreshes.tryAcquire()) {
        item.endRefresh(nanoTime.getAsLong(), Duration.ZERO, false);
        return false;
      }
      Exchange detached = exchange.detached();
      Thread.ofVirtual()
          .name("dns-cache-refresh")
          .start(() -> {
            Optional<Reply> refreshed = Optional.empty();
            try {
              refreshed = ask(item, detached, stale);
            } catch (RuntimeException bug) {
              System.getLogger(CacheDirective.class.getName())
                  .log(System.Logger.Level.ERROR, "a refresh of " + key.name() + " failed", bug);
            } finally {
              item.endRefresh(nanoTime.getAsLong(), recheck, refreshed.isPresent());
              refreshes.release();
              done.complete(refreshed);
            }
          });
      return true;
    }

    /// An expired reply gives way only to an answer or a denial (RFC 8767 section 4).
    private Optional<Reply> ask(Item item, Exchange detached, boolean stale) {
      Reply reply = next.answer(detached.with(detached.asked().with(Flags.AD)));
      boolean good = reply.rcode() == Rcode.NOERROR || reply.rcode() == Rcode.NXDOMAIN;
      if (reply.by().isEmpty() || (stale && (!good || reply.truncated()))) return Optional.empty();
      Reply fresh = fresh(reply, true);
      for (Shelf shelf : List.of(positive, negative)) {
        shelf
            .get(key)
            .ifPresent(kept -> {
              if (!kept.equals(item)) kept.takeHits(item, nanoTime.getAsLong());
            });
      }
      return Optional.of(fresh);
    }
  }
}
