package dev.roster.app.serve;

import dev.roster.app.train.ClusterTraining;
import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.Clocks;
import dev.roster.app.wiring.LogLines;
import dev.roster.app.wiring.NameServer;
import dev.roster.app.wiring.StopSignals;
import dev.roster.app.wiring.Warming;
import dev.roster.dns.corefile.ClusterConfig;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.DnsService;
import dev.roster.dns.directive.Readiness;
import dev.roster.dns.host.Host;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.engine.feed.LiveCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// `roster serve` at work: names from files or of a cluster, until it is stopped.
public final class Serving {
  /// The system property by which the launcher asks for a start that ends when it is warm: what it
  /// has the JVM write down.
  private static final String ENDS_WARM = "roster.ends.warm";

  /// The system property that names the keys of a made-up cluster, which such a start then follows.
  private static final String TRAINING_KEYS = "roster.training.keys";

  /// Milliseconds that the questions of such a start may take: on a busy machine, too, it shows
  /// all.
  private static final long TRAINING_MILLIS_MAX = 20_000;

  /// How long warming up waits for objects: until then it would take its processor from their
  /// reader.
  private static final Duration SYNC_WAIT_MAX = Duration.ofMinutes(1);

  private final ServeOptions options;

  /// What was asked for.
  Serving(ServeOptions options) {
    this.options = options;
  }

  /// Serves until it is stopped; gives the exit code, and says on `err` why it is another than 0.
  public static int run(ServeOptions options, PrintWriter out, PrintWriter err) {
    try {
      return new Serving(options).serve(out);
    } catch (VerbException expected) {
      if (!expected.lines().isEmpty()) err.println(expected.lines());
      return expected.exitCode();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  /// Serves until it is stopped.
  int serve(PrintWriter out) throws VerbException, InterruptedException {
    StopSignals signals = StopSignals.install();
    int code = ExitCode.MEND;
    try (LogLines log = new LogLines(out)) {
      code = serve(signals, out, log);
      return code;
    } finally {
      signals.ended(code);
    }
  }

  private int serve(StopSignals signals, PrintWriter out, LogLines log)
      throws VerbException, InterruptedException {
    // On another processor, while the objects are read.
    try (Warming warming =
        Boolean.getBoolean(ENDS_WARM)
            ? Warming.start(TRAINING_MILLIS_MAX, signals::ask)
            : Warming.start()) {
      return serve(signals, out, log, warming);
    }
  }

  private int serve(StopSignals signals, PrintWriter out, LogLines log, Warming warming)
      throws VerbException, InterruptedException {
    LiveCatalog live = new LiveCatalog(Clocks.incarnation(), Clocks.instants(), Clocks.nanoTime());
    AtomicReference<String> fatal = new AtomicReference<>("");
    Host.Fatal end =
        why -> {
          fatal.compareAndSet("", why);
          signals.ask();
        };
    try (ObjectFeed feed = feed(log, live);
        Shadowing shadow = Shadowing.of(options.shadow(), log.queue())) {
      feed.start();
      BooleanSupplier ready = new Ready(feed, warming);
      List<MetricSource> numbers = new ArrayList<>(feed.numbers());
      numbers.addAll(shadow.numbers());
      try (DnsService names =
          NameServer.start(
              () -> followed(corefile().get(), feed),
              live::current,
              ready,
              numbers,
              shadow::observer,
              log.queue(),
              end)) {
        shadow.compareWith(names);
        NameServer.said(names).forEach(out::println);
        out.flush();
        // What warms up would only be in the way of what is waited for.
        warming.goOn(() -> feed.awaitSynced(SYNC_WAIT_MAX), feed::warmUp);
        train();
        signals.await();
        if (!fatal.get().isEmpty()) {
          throw new VerbException(ExitCode.FAILED, "roster: " + fatal.get());
        }
        names.drain();
      }
    }
    return ExitCode.OK;
  }

  private static void train() throws VerbException, InterruptedException {
    String keys = System.getProperty(TRAINING_KEYS, "");
    if (keys.isEmpty()) return;
    try {
      if (ClusterTraining.run(Path.of(keys))) return;
      throw new VerbException(ExitCode.FAILED, "roster: the made-up cluster took too long");
    } catch (IOException failed) {
      throw new VerbException(ExitCode.FAILED, "roster: no made-up cluster: " + failed);
    }
  }

  /// Ready is a server that has all objects and is warm; it says too since when it hears no more.
  private record Ready(ObjectFeed feed, Warming warming) implements Readiness.Noted {
    @Override
    public boolean getAsBoolean() {
      return feed.isSynced() && warming.isDone();
    }

    @Override
    public List<String> notes() {
      return feed.notes();
    }
  }

  /// A Corefile, if what fills the catalog can go along with it.
  private static CorefileResult followed(CorefileResult result, ObjectFeed feed) {
    if (!(result instanceof CorefileResult.Read(CorefileConfig config))) return result;
    List<CorefileProblem> problems = feed.follow(config);
    return problems.isEmpty() ? result : new CorefileResult.Refused(problems);
  }

  private ObjectFeed feed(LogLines log, LiveCatalog live)
      throws VerbException, InterruptedException {
    if (options.source() instanceof ServeSource.Files(List<Path> paths)) {
      return new FileFeed(paths, log::warning, live); // nobody asks before all is known
    }
    return switch (corefile().get()) {
      case CorefileResult.Refused(List<CorefileProblem> problems) ->
          throw NameServer.refused(problems);
      case CorefileResult.Read(CorefileConfig config) ->
          switch (ClusterConfig.of(config)) {
            case ClusterConfig.Result.Refused(CorefileProblem problem) ->
                throw NameServer.refused(List.of(problem));
            case ClusterConfig.Result.None() -> new NoFeed();
            case ClusterConfig.Result.One(ClusterConfig cluster) ->
                ClusterFeed.of(options.source(), cluster, live);
          };
    };
  }

  private Supplier<CorefileResult> corefile() {
    if (options.corefile().isEmpty()) return NameServer.builtin(options.dns(), options.metrics());
    Path file = options.corefile().get();
    return () -> CorefileReader.read(file, System.getenv());
  }
}
