package dev.roster.app.serve;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.Clocks;
import dev.roster.app.wiring.LogLines;
import dev.roster.app.wiring.NameServer;
import dev.roster.app.wiring.StopSignals;
import dev.roster.app.wiring.Warming;
import dev.roster.core.objects.Problem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.DnsService;
import dev.roster.dns.host.Host;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.manifest.FileSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// `roster serve` at work: names from files, until it is stopped.
public final class Serving {
  /// The system property by which the launcher asks for a start that ends when it is warm: what it
  /// has the JVM write down.
  private static final String ENDS_WARM = "roster.ends.warm";

  /// Milliseconds that the questions of such a start may take: on a busy machine, too, it shows
  /// all.
  private static final long TRAINING_MILLIS_MAX = 20_000;

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
    FileSource source = source(log, live); // nobody asks before all is known
    Thread feed = Thread.ofVirtual().name("feed").start(() -> follow(source, live));
    AtomicReference<String> fatal = new AtomicReference<>("");
    Host.Fatal end =
        why -> {
          fatal.compareAndSet("", why);
          signals.ask();
        };
    BooleanSupplier ready = () -> source.isSynced() && warming.isDone();
    try (DnsService names = NameServer.start(corefile(), live::current, ready, log.queue(), end)) {
      NameServer.said(names).forEach(out::println);
      out.flush();
      warming.goOn();
      signals.await();
      if (!fatal.get().isEmpty()) {
        throw new VerbException(ExitCode.FAILED, "roster: " + fatal.get());
      }
      names.drain();
    } finally {
      feed.interrupt();
      feed.join();
    }
    return ExitCode.OK;
  }

  private static void follow(FileSource source, ObjectSink sink) {
    try {
      source.run(sink);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private FileSource source(LogLines log, ObjectSink sink) throws VerbException {
    return switch (FileSource.open(options.objects(), log::warning, sink)) {
      case FileSource.Opened.Ready(FileSource source) -> source;
      case FileSource.Opened.Broken(List<Problem> problems) -> {
        List<String> lines = new ArrayList<>();
        for (Problem problem : problems) lines.add("roster: " + problem);
        throw new VerbException(ExitCode.MEND, String.join("\n", lines));
      }
    };
  }

  private Supplier<CorefileResult> corefile() {
    if (options.corefile().isEmpty()) return NameServer.builtin(options.dns(), options.metrics());
    Path file = options.corefile().get();
    return () -> CorefileReader.read(file, System.getenv());
  }
}
