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
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Answers questions of every kind from a small catalog of its own, first a few, so that all that
/// an answer needs is loaded, then so many that it is compiled. Nothing of it is seen outside: it
/// has its own server, catalog and metrics.
public final class WarmUp {
  /// Rounds over all questions in process, before a server is ready.
  static final int ROUNDS_MAX = 1_000;

  /// Rounds over all questions by way of loopback.
  static final int SOCKET_ROUNDS_MAX = 20;

  /// Milliseconds that a warm-up may take.
  static final long MILLIS_MAX = 1_500;

  private static final int ROUNDS_AT_ONCE = 10;

  private final KubernetesFactory kubernetes;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final List<byte[]> questions = WarmWorld.questions();

  /// A warm-up.
  ///
  /// @param kubernetes makes the directive that answers from the catalog
  public WarmUp(KubernetesFactory kubernetes, LongSupplier nanoTime, RandomGenerator random) {
    this.kubernetes = kubernetes;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /// Answers each question once, by way of loopback: sockets are what takes longest to load.
  /// Returns how many replies there were.
  public int load() {
    return with(rehearsal -> rehearsal.ask(questions, 1));
  }

  /// Answers for as long as it makes answers quicker, within a bound. Returns how many replies
  /// there were.
  public int run() {
    long end = nanoTime.getAsLong() + MILLIS_MAX * 1_000_000;
    return with(rehearsal -> {
      int replies = rehearsal.ask(questions, SOCKET_ROUNDS_MAX);
      for (int round = 0; round < ROUNDS_MAX; round += ROUNDS_AT_ONCE) {
        if (nanoTime.getAsLong() - end > 0) break;
        replies += rehearsal.answer(questions, ROUNDS_AT_ONCE);
      }
      return replies;
    });
  }

  private interface Use {
    int of(Rehearsal rehearsal) throws IOException;
  }

  private int with(Use use) {
    Catalog catalog = WarmWorld.catalog();
    try (ThreadScheduler scheduler = new ThreadScheduler("dns-warm-up")) {
      Host host = new Host(scheduler, () -> catalog, nanoTime, random, (_, _) -> {}, _ -> {});
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

  private int with(Assembly assembly, Catalog catalog, Use use) {
    DnsRuntime runtime =
        new DnsRuntime(() -> catalog, nanoTime, random.nextLong(), new DnsMetrics());
    try {
      return use.of(new Rehearsal(assembly.dns(), runtime));
    } catch (IOException noLoopback) {
      return 0; // the first questions are answered more slowly, that is all
    } finally {
      assembly.owned().forEach(Owned::close);
    }
  }
}
