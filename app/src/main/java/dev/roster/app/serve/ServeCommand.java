package dev.roster.app.serve;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.Clocks;
import dev.roster.app.wiring.HostPortOption;
import dev.roster.app.wiring.LogLines;
import dev.roster.app.wiring.NameServer;
import dev.roster.app.wiring.StopSignals;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `roster serve`: only names, from files that are read again when they change.
@Command(
    name = "serve",
    description = "Serve the names of Kubernetes objects in files, and run nothing.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  /// How long objects may take before names are served without them (CoreDNS: startup_timeout).
  private static final int START_SECONDS_MAX = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--objects",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files or folders of Kubernetes objects (YAML or JSON, as kubectl get -o yaml prints"
              + " them), or - for standard input.")
  private List<Path> objects = List.of();

  @Option(
      names = "--corefile",
      paramLabel = "FILE",
      description = "What to serve and where, as CoreDNS reads it (default: a built-in one).")
  private @Nullable Path corefile;

  @Option(
      names = "--dns",
      paramLabel = "ADDR:PORT",
      converter = HostPortOption.Converter.class,
      description = "Where DNS listens with the built-in Corefile (default: 127.0.0.1:1053).")
  private @Nullable HostPortOption dns;

  @Option(
      names = "--metrics",
      paramLabel = "ADDR:PORT",
      converter = HostPortOption.Converter.class,
      description = "Where Prometheus finds metrics with the built-in Corefile.")
  private @Nullable HostPortOption metrics;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Follow a cluster (not yet).")
  private @Nullable Path kubeconfig;

  @Option(names = "--in-cluster", description = "Follow the cluster around this pod (not yet).")
  private boolean inCluster;

  @Override
  public Integer call() throws VerbException, InterruptedException {
    if (kubeconfig != null || inCluster) throw mend("following a cluster: not yet, use --objects");
    if (objects.isEmpty()) throw mend("serve needs --objects PATH...");
    if (corefile != null && (dns != null || metrics != null)) {
      throw mend(
          "--dns and --metrics are for the built-in Corefile; " + corefile + " says its own");
    }
    PrintWriter out = spec.commandLine().getOut();
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
    FileSource source = source(log);
    LiveCatalog live = new LiveCatalog(Clocks.incarnation(), Clocks.instants(), Clocks.nanoTime());
    CountDownLatch synced = new CountDownLatch(1);
    ObjectSink sink =
        events -> {
          live.accept(events);
          if (live.current().isSynced(ObjectKey.LOCAL, Kind.SERVICE)) synced.countDown();
        };
    Thread feed = Thread.ofVirtual().name("feed").start(() -> follow(source, sink));
    // As CoreDNS: nobody asks before all is known, or after a while whatever is known.
    boolean _ = synced.await(START_SECONDS_MAX, TimeUnit.SECONDS);
    AtomicReference<String> fatal = new AtomicReference<>("");
    Host.Fatal end =
        why -> {
          fatal.compareAndSet("", why);
          signals.ask();
        };
    try (DnsService names =
        NameServer.start(corefileSource(), live::current, source::isSynced, log.queue(), end)) {
      NameServer.said(names).forEach(out::println);
      out.flush();
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

  private FileSource source(LogLines log) throws VerbException {
    return switch (FileSource.open(objects, log::warning)) {
      case FileSource.Opened.Ready(FileSource source) -> source;
      case FileSource.Opened.Broken(List<Problem> problems) -> {
        List<String> lines = new ArrayList<>();
        for (Problem problem : problems) lines.add("roster: " + problem);
        throw new VerbException(ExitCode.MEND, String.join("\n", lines));
      }
    };
  }

  private Supplier<CorefileResult> corefileSource() {
    Path file = corefile;
    if (file != null) return () -> CorefileReader.read(file, System.getenv());
    return NameServer.builtin(
        dns == null ? new HostPortOption("127.0.0.1", 1053) : dns, Optional.ofNullable(metrics));
  }

  private static VerbException mend(String line) {
    return new VerbException(ExitCode.MEND, "roster: " + line);
  }
}
