package dev.roster.dns.shadow;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.host.Lines;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Observer;
import dev.roster.dns.pipeline.Packet;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Asks another server a share of what clients ask this one, and counts by kind in what the answers
/// differ, with an example of each now and then. Clients notice nothing of it.
///
/// What differs is asked again of both a second later: it counts only if it differs still. Two
/// servers that follow one cluster are never told of a change at the same instant. This server is
/// asked over its own socket then: in its metrics and its log each such second look is one more
/// question of a client, from an address of its own.
public final class Shadow implements MetricSource, AutoCloseable {
  /// Samples that wait to be asked; more are passed over, and counted.
  public static final int SAMPLES_MAX = 1_000;

  /// Differences that wait for their second look.
  public static final int DOUBTS_MAX = 1_000;

  /// Threads that ask.
  static final int ASKING_MAX = 4;

  /// How long two servers may differ before it counts.
  static final Duration SETTLING = Duration.ofSeconds(1);

  /// One example of a kind is told in this time, at most.
  static final Duration EXAMPLES_EVERY = Duration.ofSeconds(10);

  private final Peer peer;
  private final Supplier<InetSocketAddress> own;
  private final int oneOf;
  private final Lines lines;
  private final LongSupplier nanoTime;
  private final ArrayBlockingQueue<Question> samples = new ArrayBlockingQueue<>(SAMPLES_MAX);
  private final DelayQueue<Doubt> doubts = new DelayQueue<>();
  private final LongAdder compared = new LongAdder();
  private final LongAdder passedOver = new LongAdder();
  private final LongAdder settled = new LongAdder();
  private final Map<Kind, LongAdder> differences = new ConcurrentHashMap<>();
  private final Map<Difference, AtomicLong> toldAt = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Observer shared = new Shared();
  private volatile int ownPort; // of the second look that is under way

  /// What a client asked, and what it was told.
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Question(byte[] bytes, byte[] reply, boolean stream) {}

  private record Kind(Difference difference, boolean authoritative) {}

  /// A difference that may be none a second later.
  private record Doubt(Question question, long atNanos, LongSupplier nanoTime) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(atNanos - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  /// Begins to ask.
  ///
  /// @param other the server that is compared with
  /// @param own where this one answers, for the second look; asked when it answers
  /// @param oneOf of how many answers one is compared, 1 or more
  /// @param lines told of examples
  public Shadow(
      InetSocketAddress other,
      Supplier<InetSocketAddress> own,
      int oneOf,
      Lines lines,
      LongSupplier nanoTime) {
    this.peer = new Peer(other, nanoTime, _ -> {});
    this.own = own;
    this.oneOf = oneOf;
    this.lines = lines;
    this.nanoTime = nanoTime;
    for (int i = 0; i < ASKING_MAX; i++) threads.add(started("shadow-" + i, this::compare));
    threads.add(started("shadow-again", this::lookAgain));
  }

  private static Thread started(String name, Runnable work) {
    Thread thread = Thread.ofVirtual().name(name).unstarted(work);
    thread.start();
    return thread;
  }

  /// What takes samples of one worker's answers.
  public Observer observer() {
    return new Sampler();
  }

  /// Every so many answers takes one; none of the second looks, which would have second looks of
  /// their own.
  private final class Sampler implements Observer {
    private int left = 1;

    @Override
    public void answered(Packet packet) {
      if (--left > 0) return;
      if (packet.sourcePort() == ownPort) return;
      left = oneOf;
      take(packet);
    }

    @Override
    public Observer elsewhere() {
      return shared;
    }
  }

  /// Of threads that share it.
  private final class Shared implements Observer {
    private final Sampler sampler = new Sampler();

    @Override
    public synchronized void answered(Packet packet) {
      sampler.answered(packet);
    }

    @Override
    public Observer elsewhere() {
      return this;
    }
  }

  private void take(Packet packet) {
    if (samples.remainingCapacity() == 0) {
      passedOver.increment();
      return;
    }
    byte[] question =
        Arrays.copyOfRange(packet.query().bytes(), packet.query().offset(), packet.query().end());
    byte[] reply = Arrays.copyOf(packet.replyBytes(), packet.replyLength());
    take(question, reply, packet.transport().isStream());
  }

  /// Compares this answer, if there is room for it.
  void take(byte[] question, byte[] reply, boolean stream) {
    if (!samples.offer(new Question(question, reply, stream))) passedOver.increment();
  }

  private void compare() {
    try {
      while (true) {
        Question question = samples.take();
        compared.increment();
        Optional<Message> ours = Peer.decoded(question.reply(), question.reply().length);
        Optional<Message> theirs = peer.ask(question.bytes(), question.stream());
        if (differences(ours, theirs).isEmpty()) continue;
        if (doubts.size() >= DOUBTS_MAX) {
          passedOver.increment();
          continue;
        }
        doubts.add(new Doubt(question, nanoTime.getAsLong() + SETTLING.toNanos(), nanoTime));
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAgain() {
    try {
      while (true) {
        Question question = doubts.take().question();
        Peer self = new Peer(own.get(), nanoTime, port -> ownPort = port);
        Optional<Message> ours = self.ask(question.bytes(), question.stream());
        Optional<Message> theirs = peer.ask(question.bytes(), question.stream());
        Set<Difference> found = differences(ours, theirs);
        if (found.isEmpty()) settled.increment();
        for (Difference each : found) count(each, ours, theirs);
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<Difference> differences(Optional<Message> ours, Optional<Message> theirs) {
    if (ours.isEmpty()) return Set.of(); // it was lost on the way to ourselves
    if (theirs.isEmpty()) return Set.of(Difference.UNANSWERED);
    return Comparison.of(ours.get(), theirs.get());
  }

  private void count(Difference difference, Optional<Message> ours, Optional<Message> theirs) {
    boolean authoritative = ours.isPresent() && ours.get().has(Flags.AA);
    differences
        .computeIfAbsent(new Kind(difference, authoritative), _ -> new LongAdder())
        .increment();
    long now = nanoTime.getAsLong();
    long never = now - EXAMPLES_EVERY.toNanos();
    AtomicLong told = toldAt.computeIfAbsent(difference, _ -> new AtomicLong(never));
    long before = told.get();
    if (now - before < EXAMPLES_EVERY.toNanos() || !told.compareAndSet(before, now)) return;
    lines.line(
        System.Logger.Level.INFO,
        "shadow: "
            + difference.label()
            + ": "
            + ours.map(Shadow::question).orElse("?")
            + ": here "
            + ours.map(each -> Comparison.text(each, difference)).orElse("nothing")
            + "; "
            + shown(peer.address())
            + " "
            + theirs.map(each -> Comparison.text(each, difference)).orElse("nothing"));
  }

  /// `10.0.0.1:53`, `[fd00::1]:53`.
  static String shown(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String question(Message message) {
    if (message.questions().isEmpty()) return "no question";
    Message.Question question = message.questions().getFirst();
    return question.name() + " " + RecordType.toText(question.type());
  }

  @Override
  public List<MetricFamily> collect() {
    List<Sample> samplesOf = new ArrayList<>();
    differences.forEach((kind, count) ->
        samplesOf.add(
            new Sample.Value(
                List.of(kind.difference().label(), Boolean.toString(kind.authoritative())),
                count.sum())));
    return List.of(
        counter(
            "roster_shadow_compared_total", "Answers compared with the other server's.", compared),
        counter(
            "roster_shadow_passed_over_total",
            "Samples that found no room in the queue: too many for the other server.",
            passedOver),
        counter(
            "roster_shadow_settled_total",
            "Answers that differed, and did no more a second later.",
            settled),
        new MetricFamily(
            "roster_shadow_differences_total",
            "Answers that differ from the other server's, by kind, and whether ours has authority.",
            MetricFamily.Kind.COUNTER,
            List.of("kind", "authoritative"),
            samplesOf));
  }

  private static MetricFamily counter(String name, String help, LongAdder count) {
    return new MetricFamily(
        name,
        help,
        MetricFamily.Kind.COUNTER,
        List.of(),
        List.of(new Sample.Value(List.of(), count.sum())));
  }

  /// Ends it; what waits is let go.
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread each : threads) {
      try {
        each.join();
      } catch (InterruptedException asked) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
