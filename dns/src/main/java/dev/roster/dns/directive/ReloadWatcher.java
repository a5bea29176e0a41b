package dev.roster.dns.directive;

import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.ReloadConfig;
import dev.roster.dns.corefile.ServerBlockConfig;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `reload`: looks at the Corefile once an interval and applies it when its words have changed. A
/// broken file, or one that can't be applied, changes nothing and is told once; it is tried again
/// when it has changed again. A file that says nothing counts as broken: somebody is perhaps
/// writing it. A Corefile without `reload` ends the watching.
public final class ReloadWatcher implements MetricSource, AutoCloseable {
  private final Supplier<CorefileResult> reader;
  private final Function<CorefileConfig, List<CorefileProblem>> applier;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final Lines lines;

  private Scheduler.Task next = () -> {}; // guarded by this
  private boolean closed; // guarded by this
  private String seen = ""; // guarded by this: fingerprint last applied or tried
  private List<CorefileProblem> told = List.of(); // guarded by this
  private long failures; // guarded by this

  /// A watcher that does nothing yet.
  ///
  /// @param reader reads the file
  /// @param applier serves by a configuration; says why it doesn't, none if it does
  /// @param random spreads the looks of several processes
  public ReloadWatcher(
      Supplier<CorefileResult> reader,
      Function<CorefileConfig, List<CorefileProblem>> applier,
      Scheduler scheduler,
      RandomGenerator random,
      Lines lines) {
    this.reader = reader;
    this.applier = applier;
    this.scheduler = scheduler;
    this.random = random;
    this.lines = lines;
  }

  /// Begins to watch, where the configuration that is served asks for it.
  public synchronized void start(CorefileConfig running) {
    seen = running.fingerprint();
    Optional<ReloadConfig> reload = last(running);
    if (reload.isEmpty()) return;
    lines.line(System.Logger.Level.INFO, "plugin/reload: Running configuration SHA512 = " + seen);
    again(delay(reload.get()));
  }

  /// The last server block that has it decides for the process.
  private static Optional<ReloadConfig> last(CorefileConfig config) {
    Optional<ReloadConfig> last = Optional.empty();
    for (ServerBlockConfig block : config.blocks()) {
      Optional<ReloadConfig> reload = block.find(ReloadConfig.class);
      if (reload.isPresent()) last = reload;
    }
    return last;
  }

  private Duration delay(ReloadConfig reload) {
    long jitter = reload.jitter().toNanos();
    if (jitter <= 0) return reload.interval();
    return reload.interval().plusNanos(random.nextLong(jitter) - jitter / 2);
  }

  private synchronized void again(Duration delay) {
    if (!closed) next = scheduler.scheduleLong(delay, () -> look(delay));
  }

  private void look(Duration delay) {
    switch (reader.get()) {
      case CorefileResult.Refused(var problems) -> {
        broken(problems);
        again(delay);
      }
      case CorefileResult.Read(var config) -> {
        if (isSeen(config)) {
          again(delay);
          return;
        }
        List<CorefileProblem> problems =
            config.isDefault() ? config.notes() : applier.apply(config);
        if (problems.isEmpty()) {
          lines.line(System.Logger.Level.INFO, "plugin/reload: Reloading complete");
          start(config);
        } else {
          broken(problems);
          again(delay);
        }
      }
    }
  }

  private synchronized boolean isSeen(CorefileConfig config) {
    if (config.fingerprint().equals(seen)) {
      // Back to the file that is served, perhaps: what breaks next is news.
      told = List.of();
      return true;
    }
    seen = config.fingerprint();
    return false;
  }

  private synchronized void broken(List<CorefileProblem> problems) {
    if (problems.equals(told)) return;
    told = problems;
    failures++;
    lines.line(
        System.Logger.Level.ERROR,
        "plugin/reload: Corefile changed but reload failed, the last good one is served on: "
            + problems.getFirst()
            + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : ""));
  }

  @Override
  public synchronized List<MetricFamily> collect() {
    return List.of(
        new MetricFamily(
            "coredns_reload_failed_total",
            "Counter of the number of failed reload attempts.",
            Kind.COUNTER,
            List.of(),
            List.of(new Sample.Value(List.of(), failures))),
        new MetricFamily(
            "coredns_reload_version_info",
            "A metric with a constant '1' value labeled by hash, and value which type of hash"
                + " generated.",
            Kind.GAUGE,
            List.of("hash", "value"),
            seen.isEmpty() ? List.of() : List.of(new Sample.Value(List.of("sha512", seen), 1))));
  }

  @Override
  public synchronized void close() {
    closed = true;
    next.cancel();
  }
}
