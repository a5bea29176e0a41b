package dev.roster.dns.warm;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.corefile.BuiltinCorefile;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.Assembler;
import dev.roster.dns.directive.Assembly;
import dev.roster.dns.directive.KubernetesFactory;
import dev.roster.dns.directive.ThreadScheduler;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.server.DnsRuntime;
import dev.roster.dns.server.Rehearsal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Answers questions of every kind from a small catalog of its own, first a few, so that all that
/// an answer needs is loaded, then so many that it is compiled. Nothing of it is seen outside: it
/// has its own server, catalog and metrics.
public final class WarmUp {
  /// Rounds over all questions in process, before a server is ready.
  static final int ROUNDS_MAX = 2_000;

  /// Rounds over all questions by way of loopback over UDP.
  static final int SOCKET_ROUNDS_MAX = 400;

  /// Rounds over all questions by way of loopback over TCP.
  static final int STREAM_ROUNDS_MAX = 50;

  /// Milliseconds that questions in process may take, of a server that somebody waits for.
  public static final long MILLIS_MAX = 1_500;

  /// Milliseconds that the compilers are waited for, afterwards.
  static final long SETTLE_MILLIS_MAX = 1_000;

  private static final int ROUNDS_AT_ONCE = 10;
  private static final long LOOK_NANOS = 20_000_000;
  private static final int IDLE_LOOKS = 2; // one may fall into a time that others had

  /// Processor time of the process, in nanoseconds, between two looks at which nothing of weight
  /// runs any more; one tick of the kernel's clock passes.
  private static final long IDLE_NANOS_MAX = 10_000_000;

  private final KubernetesFactory kubernetes;
  private final LongSupplier nanoTime;
  private final LongSupplier processorNanos;
  private final RandomGenerator random;
  private final List<byte[]> questions = WarmWorld.questions();

  /// A warm-up.
  ///
  /// @param kubernetes makes the directive that answers from the catalog
  /// @param processorNanos processor time that the process took so far
  public WarmUp(
      KubernetesFactory kubernetes,
      LongSupplier nanoTime,
      LongSupplier processorNanos,
      RandomGenerator random) {
    this.kubernetes = kubernetes;
    this.nanoTime = nanoTime;
    this.processorNanos = processorNanos;
    this.random = random;
  }

  /// Answers each question once, by way of loopback: sockets are what takes longest to load.
  /// Returns how many replies there were.
  public int load() {
    return with((rehearsal, _) -> rehearsal.ask(questions, 1, 0));
  }

  /// Answers so often that it is compiled, within a bound, and waits until that is done; or until
  /// the thread is interrupted. Returns how many replies there were.
  ///
  /// @param millisMax milliseconds that questions may take
  public int run(long millisMax) {
    long end = nanoTime.getAsLong() + millisMax * 1_000_000;
    int replies =
        with((rehearsal, catalog) -> {
          int answered = 0;
          for (int round = 0; round < ROUNDS_MAX; round += ROUNDS_AT_ONCE) {
            if (nanoTime.getAsLong() - end > 0 || Thread.currentThread().isInterrupted()) break;
            // Nothing is remembered of a new catalog: first answers are as usual as later ones,
            // or what is compiled for the later ones would not serve the first.
            catalog.set(WarmWorld.catalog());
            answered += rehearsal.answer(questions, ROUNDS_AT_ONCE);
          }
          return answered + rehearsal.ask(questions, SOCKET_ROUNDS_MAX, STREAM_ROUNDS_MAX);
        });
    settle();
    return replies;
  }

  /// Leaves the processor to the compilers: who asks then need not share it with them.
  private void settle() {
    long end = nanoTime.getAsLong() + SETTLE_MILLIS_MAX * 1_000_000;
    long before = processorNanos.getAsLong();
    int idle = 0;
    while (idle < IDLE_LOOKS
        && nanoTime.getAsLong() - end < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = processorNanos.getAsLong();
      idle = now - before <= IDLE_NANOS_MAX ? idle + 1 : 0;
      before = now;
    }
  }

  private interface Use {
    int of(Rehearsal rehearsal, AtomicReference<Catalog> catalog) throws IOException;
  }

  private int with(Use use) {
    AtomicReference<Catalog> catalog = new AtomicReference<>(WarmWorld.catalog());
    try (ThreadScheduler scheduler = new ThreadScheduler("dns-warm-up")) {
      Host host = new Host(scheduler, catalog::get, nanoTime, random, (_, _) -> {}, _ -> {});
      String corefile = BuiltinCorefile.text("127.0.0.1", 0);
      return switch (CorefileReader.read(corefile, BuiltinCorefile.SOURCE, Map.of())) {
        case CorefileResult.Refused _ -> 0;
        case CorefileResult.Read(var config) ->
            switch (Assembler.assemble(config, kubernetes, host)) {
              case Assembly.Result.Refused _ -> 0;
              case Assembly.Result.Assembled(Assembly assembly) -> with(assembly, catalog, use);
            };
      };
    }
  }

  private int with(Assembly assembly, AtomicReference<Catalog> catalog, Use use) {
    DnsRuntime runtime =
        new DnsRuntime(catalog::get, nanoTime, random.nextLong(), new DnsMetrics());
    try {
      return use.of(new Rehearsal(assembly.dns(), runtime), catalog);
    } catch (IOException noLoopback) {
      return 0; // the first questions are answered more slowly, that is all
    } finally {
      assembly.owned().forEach(Owned::close);
    }
  }
}
