package dev.roster.dns.forward;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.corefile.ForwardConfig.Checking;
import dev.roster.dns.host.Scheduler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// One server that questions go to, and what is known of its health. After a failed question it is
/// checked, once an interval, until it answers again; it is down while more checks in a row failed
/// than may.
final class Upstream implements AutoCloseable {
  private static final Duration CHECK_WITHIN = Duration.ofSeconds(1);
  private static final Duration INTERVAL_MIN = Duration.ofMillis(10);

  private final String label;
  private final Link datagram;
  private final Link stream;
  private final Link checked;
  private final Checking checking;
  private final UpstreamNumbers numbers;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final AtomicLong fails = new AtomicLong();
  private final AtomicBoolean isChecking = new AtomicBoolean();
  private volatile boolean closed;

  /// A server that is taken for healthy.
  ///
  /// @param label as metrics name it
  /// @param datagram for questions that came over UDP; where a server has but one way, the same
  /// @param stream for the others
  /// @param checked for checks
  Upstream(
      String label,
      Link datagram,
      Link stream,
      Link checked,
      Checking checking,
      UpstreamNumbers numbers,
      Scheduler scheduler,
      RandomGenerator random,
      LongSupplier nanoTime) {
    this.label = label;
    this.datagram = datagram;
    this.stream = stream;
    this.checked = checked;
    this.checking = checking;
    this.numbers = numbers;
    this.scheduler = scheduler;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /// An address as messages and metrics name it.
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /// `127.0.0.1:53`.
  String label() {
    return label;
  }

  /// Whether it is not to be asked while another one is there.
  boolean isDown() {
    return checking.failsMax() > 0 && fails.get() > checking.failsMax();
  }

  /// Asks it once, under a new id.
  Message ask(Message question, boolean overStream, Duration within) throws IOException {
    long start = nanoTime.getAsLong();
    Message asked = withId(question);
    Link link = overStream ? stream : datagram;
    if (!overStream && link.proto().equals("udp")) numbers.connection("udp", false);
    Message said = link.ask(asked, within);
    numbers.answered(said.rcode(), nanoTime.getAsLong() - start);
    return said;
  }

  private Message withId(Message question) {
    return new Message(
        random.nextInt(0x1_0000),
        question.flags(),
        question.questions(),
        List.of(),
        List.of(),
        List.of(),
        0,
        question.edns());
  }

  /// Begins to check it, where that isn't under way and failures count at all.
  void check() {
    if (checking.failsMax() == 0 || closed || !isChecking.compareAndSet(false, true)) return;
    startCheck();
  }

  private void startCheck() {
    Thread.ofVirtual().name("dns-forward-check").start(this::checkOnce);
  }

  private void checkOnce() {
    boolean healthy = false;
    try {
      int flags = checking.recursionDesired() ? Flags.RD : 0;
      Name domain = checking.domain();
      checked.ask(query(domain, RecordType.NS, flags), CHECK_WITHIN);
      healthy = true;
    } catch (IOException down) {
      // What a check is for: it is counted below.
    } catch (RuntimeException bug) {
      System.getLogger(Upstream.class.getName())
          .log(System.Logger.Level.ERROR, "a health check of " + label + " failed", bug);
    }
    if (healthy) {
      fails.set(0);
      isChecking.set(false);
      return;
    }
    numbers.checkFailed();
    fails.incrementAndGet();
    if (closed) return;
    Duration interval = checking.interval();
    boolean tooOften = interval.compareTo(INTERVAL_MIN) < 0;
    scheduler.schedule(
        tooOften ? INTERVAL_MIN : interval,
        () -> {
          if (!closed) startCheck();
        });
  }

  /// A question of the server's own.
  Message query(Name name, int type, int flags) {
    return withId(
        new Message(
            0,
            flags,
            List.of(new Message.Question(name, type, 1)),
            List.of(),
            List.of(),
            List.of(),
            0,
            Optional.empty()));
  }

  /// Ends what it keeps; what is under way ends by itself.
  @Override
  public void close() {
    closed = true;
    datagram.close();
    stream.close();
    checked.close();
  }
}
