package dev.roster.app.up;

import dev.roster.api.ApiConfig;
import dev.roster.api.ApiServer;
import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.LastApplied;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.Clocks;
import dev.roster.app.wiring.DataFolder;
import dev.roster.app.wiring.HostPortOption;
import dev.roster.app.wiring.LogLines;
import dev.roster.app.wiring.NameServer;
import dev.roster.app.wiring.StopSignals;
import dev.roster.app.wiring.Terminal;
import dev.roster.app.wiring.Warming;
import dev.roster.core.objects.Defaults;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.dns.directive.DnsService;
import dev.roster.engine.control.ControlConfig;
import dev.roster.engine.control.Controllers;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.StoreSource;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.Verbs;
import dev.roster.manifest.ManifestReader;
import dev.roster.manifest.ReadResult;
import dev.roster.manifest.Strictness;
import dev.roster.node.Node;
import dev.roster.node.NodeConfig;
import dev.roster.node.image.Images;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// One run of `roster up`: everything is started in order, whatever fails undoes what stands, and
/// all ends in reverse.
final class Up {
  private final List<Path> paths;
  private final Path data;
  private final HostPortOption dns;
  private final Optional<HostPortOption> metrics;
  private final Messages messages;

  /// What ends, last started first.
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  Up(
      List<Path> paths,
      Path data,
      HostPortOption dns,
      Optional<HostPortOption> metrics,
      Messages messages) {
    this.paths = paths;
    this.data = data;
    this.dns = dns;
    this.metrics = metrics;
    this.messages = messages;
  }

  /// Runs until a signal and gives the exit code.
  ///
  /// @throws VerbException if something must be mended; nothing runs then
  int run() throws VerbException, InterruptedException {
    List<Tree.Obj> objects = read();
    Images images = ImageFiles.read(paths, messages);
    StopSignals signals = StopSignals.install();
    int code = ExitCode.MEND;
    try {
      code = run(objects, images, signals);
      return code;
    } finally {
      closeAll();
      signals.ended(code);
    }
  }

  private int run(List<Tree.Obj> objects, Images images, StopSignals signals)
      throws VerbException, InterruptedException {
    Path folder = opened(DataFolder.hold(data)).path();
    LiveCatalog live = new LiveCatalog(Clocks.incarnation(), Clocks.instants(), Clocks.nanoTime());
    LogLines log = opened(new LogLines(messages.err()));
    Warming warming = opened(Warming.start());
    DnsService names =
        opened(
            NameServer.start(
                NameServer.builtin(dns, metrics),
                live::current,
                warming::isDone,
                log.queue(),
                _ -> signals.ask()));
    warming.goOn();
    Verbs verbs = new Verbs(new MemoryStore(), Clocks.instants(), Clocks.random());
    Controllers controllers =
        opened(
            Controllers.start(
                verbs, ControlConfig.of(Clocks.instants(), Clocks.nanoTime(), Clocks.random())));
    background("feed", () -> new StoreSource(verbs.store()).run(live));
    Node node = opened(node(folder, verbs, controllers, live, images));
    opened(api(folder, verbs, node));
    create(verbs, objects);
    LostChanges changes = LostChanges.since(verbs.store());
    state(folder, names);
    NameServer.said(names).forEach(messages::say);
    background(
        "table",
        () ->
            new StatusView(
                    verbs.store(), messages.out(), Terminal.current(), ZoneId.systemDefault())
                .run());
    signals.await();
    stop(controllers, node, changes);
    return ExitCode.OK;
  }

  private void stop(Controllers controllers, Node node, LostChanges changes)
      throws InterruptedException {
    messages.say("stopping the pods in order; Ctrl-C again kills them");
    messages.out().flush();
    List<String> lost = changes.lines();
    controllers.stopMaking();
    node.stop();
    if (lost.isEmpty()) return;
    messages.note("changed since the start and lost now (the next start reads -f again):");
    lost.forEach(line -> messages.err().println("  " + line));
  }

  private List<Tree.Obj> read() throws VerbException {
    return switch (ManifestReader.read(paths, Strictness.STRICT)) {
      case ReadResult.Broken(List<Problem> problems) ->
          throw new VerbException(ExitCode.MEND, lines(problems));
      case ReadResult.Objects(List<Tree.Obj> objects, var notes, var warnings) -> {
        notes.forEach(messages::note);
        warnings.forEach(warning -> messages.warning(warning.toString()));
        yield objects;
      }
    };
  }

  private static String lines(List<Problem> problems) {
    List<String> lines = new ArrayList<>();
    for (Problem problem : problems) lines.add("roster: " + problem);
    return String.join("\n", lines);
  }

  private Node node(
      Path folder, Verbs verbs, Controllers controllers, LiveCatalog live, Images images)
      throws VerbException, InterruptedException {
    NodeConfig config = NodeConfig.of(folder, Clocks.instants(), Clocks.nanoTime());
    try {
      return Node.start(
          config, verbs, controllers.events(), kind -> position(live, kind), images::resolve);
    } catch (IOException e) {
      throw new VerbException(ExitCode.MEND, "roster: " + DataFolder.reason(e));
    }
  }

  /// The one look back: up to which resourceVersion a kind is in the answers.
  private static long position(LiveCatalog live, Kind kind) {
    String position = live.current().position(ObjectKey.LOCAL, kind);
    return position.isEmpty() ? 0 : Long.parseLong(position);
  }

  private static ApiServer api(Path folder, Verbs verbs, Node node) throws VerbException {
    Optional<Path> runtime = Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).map(Path::of);
    try {
      return ApiServer.start(
          new ApiConfig(folder, runtime), verbs, node::logFile, Clocks.instants());
    } catch (IOException e) {
      throw new VerbException(ExitCode.MEND, "roster: " + DataFolder.reason(e));
    }
  }

  /// Namespaces first, then as written. All were checked before anything was started.
  private static void create(Verbs verbs, List<Tree.Obj> objects) throws VerbException {
    for (boolean namespaces : new boolean[] {true, false}) {
      for (Tree.Obj object : objects) {
        if (Verbs.keyOf(object).kind().equals(Kind.NAMESPACE) != namespaces) continue;
        switch (verbs.create(Defaults.apply(LastApplied.with(object)))) {
          case Outcome.Created _ -> {}
          case Outcome.AlreadyExists _ -> verbs.update(object); // a namespace that is always there
          case Outcome.Refused(var message) -> throw refused(object, message);
          case Outcome.Forbidden(var message) -> throw refused(object, message);
          case Outcome.NotFound(var missing) -> throw refused(object, missing + " is not there");
          case Outcome.Updated _,
              Outcome.Unchanged _,
              Outcome.Deleting _,
              Outcome.Deleted _,
              Outcome.Conflict _ ->
              throw new IllegalStateException("no outcome of a create");
        }
      }
    }
  }

  private static VerbException refused(Tree.Obj object, String message) {
    return new VerbException(ExitCode.MEND, "roster: " + Verbs.keyOf(object) + ": " + message);
  }

  /// Where the running DNS is, for `roster dig`.
  private void state(Path folder, DnsService names) throws VerbException {
    Path file = folder.resolve("dns");
    running.push(() -> Files.deleteIfExists(file));
    try {
      Files.writeString(
          file, NameServer.text(names.dnsAddresses().getFirst()) + "\n", StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new VerbException(ExitCode.MEND, "roster: " + file + ": " + DataFolder.reason(e));
    }
  }

  /// A thread of its own that ends when interrupted, and is waited for.
  private void background(String name, Work work) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .start(() -> {
              try {
                work.run();
              } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
              }
            });
    running.push(() -> {
      thread.interrupt();
      thread.join();
    });
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private <T extends AutoCloseable> T opened(T resource) {
    running.push(resource);
    return resource;
  }

  private void closeAll() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        messages.warning("while ending: " + e);
      }
    }
  }
}
