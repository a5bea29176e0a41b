package dev.roster.dns.directive;

import dev.roster.dns.host.Lines;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Lines on their way to a log that may be slow: a bounded queue and one thread that writes. How
/// many were lost is written as soon as there is room, and counted.
public final class LineQueue implements Lines, MetricSource, AutoCloseable {
  /// Lines that wait.
  public static final int LINES_MAX = 8_192;

  /// Characters of a line; longer ones are cut.
  public static final int LINE_CHARS_MAX = 4_096;

  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  private final ArrayBlockingQueue<Line> queue = new ArrayBlockingQueue<>(LINES_MAX);
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong lostTold = new AtomicLong(); // written by the writing thread
  private final Lines to;
  private final Thread writer;
  private volatile boolean closed;

  private record Line(System.Logger.Level level, String text) {}

  /// Begins to write.
  ///
  /// @param to may block; called on one thread
  public LineQueue(Lines to) {
    this.to = to;
    this.writer = Thread.ofVirtual().name("dns-log").unstarted(this::run);
    writer.start();
  }

  @Override
  public void line(System.Logger.Level level, String text) {
    String cut = text.length() > LINE_CHARS_MAX ? text.substring(0, LINE_CHARS_MAX) : text;
    if (closed || !queue.offer(new Line(level, cut))) lost.incrementAndGet();
  }

  /// Lines that found no room since the start.
  public long lost() {
    return lost.get();
  }

  private void run() {
    while (true) {
      try {
        // What waits at the end is still written.
        Optional<Line> line =
            closed ? Optional.ofNullable(queue.poll()) : Optional.of(queue.take());
        if (line.isEmpty()) return;
        to.line(line.get().level(), line.get().text());
        tellLost();
      } catch (InterruptedException _) {
        // close() woke it: the flag decides.
      }
    }
  }

  private void tellLost() {
    long now = lost.get();
    long more = now - lostTold.getAndSet(now);
    if (more > 0) to.line(System.Logger.Level.WARNING, more + " log lines were lost");
  }

  @Override
  public List<MetricFamily> collect() {
    return List.of(
        new MetricFamily(
            "roster_log_lines_lost_total",
            "Log lines that found no room in the queue.",
            Kind.COUNTER,
            List.of(),
            List.of(new Sample.Value(List.of(), lost.get()))));
  }

  /// Writes what waits, for at most a second, and stops.
  @Override
  public void close() {
    closed = true;
    writer.interrupt();
    try {
      writer.join(CLOSE_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
