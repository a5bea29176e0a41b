package dev.roster.dns.forward;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.corefile.ForwardConfig.Route;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.pipeline.Asked;
import dev.roster.dns.pipeline.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// One `forward`: which names it takes, and the tries that a question gets.
final class RouteRunner {
  /// Questions of one route that are with upstreams, at most, whatever `max_concurrent` says.
  static final int UNDER_WAY_MAX = 4096;

  /// How long one question may take in all.
  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final int ATTEMPTS_EACH = 2;
  private static final Duration PROBE_WITHIN = Duration.ofSeconds(1);
  private static final ExtendedError UNREACHABLE =
      new ExtendedError(ExtendedError.NETWORK_ERROR, "no upstream server answered");
  private static final ExtendedError LOOP =
      new ExtendedError(
          ExtendedError.OTHER, "loop: the upstream server sends this question back here");

  private final Route route;
  private final List<Upstream> upstreams;
  private final ForwardMetrics metrics;
  private final LoopWatch loops;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final AtomicLong underWay = new AtomicLong();
  private final AtomicInteger turn = new AtomicInteger();

  RouteRunner(
      Route route,
      List<Upstream> upstreams,
      ForwardMetrics metrics,
      LoopWatch loops,
      RandomGenerator random,
      LongSupplier nanoTime) {
    this.route = route;
    this.upstreams = List.copyOf(upstreams);
    this.metrics = metrics;
    this.loops = loops;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /// What a question came to.
  sealed interface Outcome {
    /// An upstream's answer.
    record Said(Message message) implements Outcome {}

    /// No answer: an rcode, a line for the log, and why for clients that want to know.
    record Failed(int rcode, String why, Optional<ExtendedError> error) implements Outcome {}
  }

  List<Upstream> upstreams() {
    return upstreams;
  }

  /// Whether the name is this route's to ask for.
  boolean takes(Name name) {
    if (!name.isIn(route.from())) return false;
    if (name.equals(route.from())) return true;
    for (Name except : route.except()) if (name.isIn(except)) return false;
    return true;
  }

  /// Whether the next route is to be taken for this answer.
  boolean goesOn(Message said) {
    if (route.trying().next().contains(said.rcode())) return true;
    return route.trying().nextOnNodata()
        && said.rcode() == Rcode.NOERROR
        && said.answers().isEmpty();
  }

  /// Asks; waits, at most [#DEADLINE].
  Outcome ask(Question question, Asked asked) {
    long concurrentMax = route.trying().concurrentMax();
    long count = underWay.incrementAndGet();
    try {
      if (concurrentMax > 0 && count > concurrentMax) {
        metrics.rejected();
        String why = "concurrent queries exceeded maximum " + concurrentMax;
        return new Outcome.Failed(Rcode.REFUSED, why, Optional.empty());
      }
      if (count > UNDER_WAY_MAX) {
        metrics.rejected();
        String why = "concurrent queries exceeded maximum " + UNDER_WAY_MAX;
        return new Outcome.Failed(Rcode.SERVFAIL, why, Optional.empty());
      }
      return watched(question, asked);
    } finally {
      underWay.decrementAndGet();
    }
  }

  /// Asks but for what loops.
  private Outcome watched(Question question, Asked asked) {
    if (loops.isExempt(question.name())) return tries(question, asked);
    Question key = new Question(question.name().folded(), question.type(), question.qclass());
    boolean suspect = loops.enter(key);
    try {
      boolean loop =
          suspect ? loops.probe(key.name(), this::probe) : loops.verdict(key.name()).orElse(false);
      if (loop) return looped(question);
      Outcome outcome = tries(question, asked);
      // What came back was told so, and the upstream says no more than that it failed.
      boolean failed =
          switch (outcome) {
            case Outcome.Said(var said) -> said.rcode() == Rcode.SERVFAIL;
            case Outcome.Failed _ -> true;
          };
      boolean isLoop = failed && loops.verdict(key.name()).orElse(false);
      return isLoop ? looped(question) : outcome;
    } finally {
      loops.leave(key);
    }
  }

  private Outcome looped(Question question) {
    metrics.looped();
    String why = "loop: the upstream sends " + question.name() + " back to this server";
    return new Outcome.Failed(Rcode.SERVFAIL, why, Optional.of(LOOP));
  }

  /// Whichever upstream sent the suspect back would send the probe back.
  private void probe(Name name) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Upstream upstream : upstreams) {
        if (!upstream.isDown()) threads.execute(() -> probe(upstream, name));
      }
    }
  }

  private void probe(Upstream upstream, Name name) {
    try {
      Message probe = upstream.query(name, RecordType.HINFO, Flags.RD);
      upstream.ask(probe, route.asking().forceTcp(), PROBE_WITHIN);
    } catch (IOException silent) {
      // Nothing came back here, and that is all that a probe wants to know.
    }
  }

  private Outcome tries(Question question, Asked asked) {
    Message message = message(question, asked);
    boolean stream = route.asking().forceTcp() || (asked.stream() && !route.asking().preferUdp());
    Tries tries = new Tries(order());
    long until = nanoTime.getAsLong() + DEADLINE.toNanos();
    String why = "no healthy proxies";
    int rcode = Rcode.SERVFAIL;
    int failovers = 0;
    while (nanoTime.getAsLong() - until < 0 && tries.mayTry()) {
      Optional<Upstream> upstream = tries.next();
      if (upstream.isEmpty()) break;
      try {
        Message said = askOnce(upstream.get(), message, stream, until);
        boolean failover = route.trying().failover().contains(said.rcode());
        if (failover && ++failovers < upstreams.size()) continue;
        return new Outcome.Said(said);
      } catch (IOException failed) {
        why = Reasons.of(failed);
        // As CoreDNS, which says FORMERR of an upstream that answers another question.
        boolean beside = failed instanceof NoAnswerException said && said.isReadable();
        rcode = beside ? Rcode.FORMERR : Rcode.SERVFAIL;
        if (!beside) upstream.get().check();
        if (!tries.failed()) break;
      }
    }
    return new Outcome.Failed(rcode, why, Optional.of(UNREACHABLE));
  }

  private Message askOnce(Upstream upstream, Message message, boolean stream, long until)
      throws IOException {
    Message said = upstream.ask(message, stream, within(until));
    boolean again = said.has(Flags.TC) && !stream && route.asking().preferUdp();
    return again ? upstream.ask(message, true, within(until)) : said;
  }

  private Duration within(long until) {
    Duration left = Duration.ofNanos(Math.max(1, until - nanoTime.getAsLong()));
    Duration most = route.asking().readTimeout();
    return left.compareTo(most) < 0 ? left : most;
  }

  private static Message message(Question question, Asked asked) {
    return new Message(
        0,
        asked.flags(),
        List.of(new Message.Question(question.name(), question.type(), question.qclass())),
        List.of(),
        List.of(),
        List.of(),
        0,
        asked.edns());
  }

  /// The upstreams in the order that the policy wants for one question.
  private List<Upstream> order() {
    List<Upstream> order = new ArrayList<>(upstreams);
    switch (route.policy()) {
      case SEQUENTIAL -> {}
      case ROUND_ROBIN -> {
        Upstream first = order.remove(Math.floorMod(turn.incrementAndGet(), order.size()));
        order.addFirst(first);
      }
      case RANDOM -> {
        for (int i = order.size() - 1; i > 0; i--) {
          Collections.swap(order, i, random.nextInt(i + 1));
        }
      }
    }
    return order;
  }

  /// Walks the upstreams for one question as CoreDNS does: those that are down are passed over, and
  /// where all are, any one is tried.
  private final class Tries {
    private final List<Upstream> order;
    private final long attemptsMax;
    private long attempts;
    private int at;
    private int down;

    Tries(List<Upstream> order) {
      this.order = order;
      this.attemptsMax = route.trying().attemptsMax().orElse((long) ATTEMPTS_EACH * order.size());
    }

    boolean mayTry() {
      return attemptsMax == 0 || attempts < attemptsMax;
    }

    Optional<Upstream> next() {
      while (true) {
        if (at >= order.size()) {
          at = 0;
          down = 0;
        }
        Upstream upstream = order.get(at++);
        if (!upstream.isDown()) return Optional.of(upstream);
        if (++down < order.size()) continue;
        metrics.allBroken();
        if (route.checking().failFast()) return Optional.empty();
        return Optional.of(order.get(random.nextInt(order.size())));
      }
    }

    /// Returns whether another one may be tried.
    boolean failed() {
      attempts++;
      return mayTry() && down < order.size();
    }
  }
}
