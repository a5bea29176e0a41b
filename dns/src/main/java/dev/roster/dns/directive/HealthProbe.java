package dev.roster.dns.directive;

import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Asks the process's own `/health` once a second and counts how long that takes: a process that is
/// overloaded shows it here first.
public final class HealthProbe implements MetricSource, AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int TIMEOUT_MILLIS_MAX = 3_000;
  private static final double[] BOUNDS = {0.00025, 0.0025, 0.025, 0.25, 2.5};
  private static final byte[] REQUEST =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Scheduler scheduler;
  private final LongSupplier nanoTime;
  private final Lines lines;
  private final long[] counts = new long[BOUNDS.length + 1]; // guarded by this
  private double sumSeconds; // guarded by this
  private long failures; // guarded by this
  private Optional<InetSocketAddress> target = Optional.empty(); // guarded by this
  private Scheduler.Task next = () -> {}; // guarded by this

  /// A probe that asks nobody yet.
  public HealthProbe(Scheduler scheduler, LongSupplier nanoTime, Lines lines) {
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
    this.lines = lines;
  }

  /// Asks this listener from now on; nobody where it is empty.
  ///
  /// @param listener where `/health` listens; of all addresses the loopback one is asked
  public synchronized void aim(Optional<InetSocketAddress> listener) {
    next.cancel();
    target = listener.map(HealthProbe::reachable);
    again();
  }

  private static InetSocketAddress reachable(InetSocketAddress listener) {
    return listener.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getPort())
        : listener;
  }

  private synchronized void again() {
    if (target.isEmpty()) return;
    InetSocketAddress address = target.get();
    next =
        scheduler.schedule(
            PERIOD, () -> Thread.ofVirtual().name("dns-health").start(() -> askAndGoOn(address)));
  }

  private void askAndGoOn(InetSocketAddress address) {
    ask(address);
    synchronized (this) {
      // Aimed elsewhere meanwhile: that goes on by itself.
      if (target.filter(address::equals).isPresent()) again();
    }
  }

  /// Asks once.
  void ask(InetSocketAddress address) {
    long begin = nanoTime.getAsLong();
    String failure = "";
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS_MAX);
      socket.connect(address, TIMEOUT_MILLIS_MAX);
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      if (in.read() < 0) failure = "no reply";
    } catch (IOException e) {
      failure = Reasons.of(e);
    }
    observe(address, (nanoTime.getAsLong() - begin) / 1e9, failure);
  }

  private void observe(InetSocketAddress address, double seconds, String failure) {
    synchronized (this) {
      int bucket = 0;
      while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) bucket++;
      counts[bucket]++;
      sumSeconds += seconds;
      if (!failure.isEmpty()) failures++;
    }
    if (!failure.isEmpty()) {
      lines.line(
          System.Logger.Level.WARNING, "plugin/health: asking " + address + " failed: " + failure);
    } else if (seconds > PERIOD.toSeconds()) {
      lines.line(
          System.Logger.Level.WARNING,
          "plugin/health: asking " + address + " took more than 1s: " + seconds + "s");
    }
  }

  @Override
  public synchronized List<MetricFamily> collect() {
    List<Double> bounds = Arrays.stream(BOUNDS).boxed().toList();
    List<Long> seen = new ArrayList<>();
    for (long count : counts) seen.add(count);
    return List.of(
        new MetricFamily(
            "coredns_health_request_duration_seconds",
            "Histogram of the time (in seconds) each request took.",
            Kind.HISTOGRAM,
            List.of(),
            List.of(new Sample.Histogram(List.of(), bounds, seen, sumSeconds))),
        new MetricFamily(
            "coredns_health_request_failures_total",
            "The number of times the health check failed.",
            Kind.COUNTER,
            List.of(),
            List.of(new Sample.Value(List.of(), failures))));
  }

  @Override
  public void close() {
    aim(Optional.empty());
  }
}
