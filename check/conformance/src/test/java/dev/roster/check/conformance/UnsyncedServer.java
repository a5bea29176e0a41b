package dev.roster.check.conformance;

import dev.roster.app.wiring.Clocks;
import dev.roster.app.wiring.LogLines;
import dev.roster.app.wiring.NameServer;
import dev.roster.check.kit.Listening;
import dev.roster.check.kit.RosterServer;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.directive.DnsService;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.manifest.FileSource;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The name server of `roster serve` over a source that tells its objects and never says that these
/// were all.
final class UnsyncedServer implements RosterServer {
  private static final int START_SECONDS_MAX = 20;

  private final DnsService names;
  private final Thread feed;
  private final LogLines log;

  private UnsyncedServer(DnsService names, Thread feed, LogLines log) {
    this.names = names;
    this.feed = feed;
    this.log = log;
  }

  /// Serves `Corefile` and `objects.json` of a folder.
  static UnsyncedServer start(Path home) throws Exception {
    LogLines log = new LogLines(new PrintWriter(Writer.nullWriter()));
    FileSource source =
        switch (FileSource.open(List.of(home.resolve("objects.json")), _ -> {})) {
          case FileSource.Opened.Ready(FileSource ready) -> ready;
          case FileSource.Opened.Broken(var problems) ->
              throw new IllegalStateException(problems.toString());
        };
    LiveCatalog live = new LiveCatalog(Clocks.incarnation(), Clocks.instants(), Clocks.nanoTime());
    CountDownLatch told = new CountDownLatch(1);
    ObjectSink sink =
        events -> {
          List<ObjectEvent> heard = new ArrayList<>(events);
          boolean all = heard.removeIf(ObjectEvent.Synced.class::isInstance);
          live.accept(heard);
          if (all) told.countDown();
        };
    Thread feed = Thread.ofVirtual().start(() -> follow(source, sink));
    if (!told.await(START_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no objects were told");
    }
    DnsService names =
        NameServer.start(
            () -> CorefileReader.read(home.resolve("Corefile"), Map.of()),
            live::current,
            () -> false,
            log.queue(),
            _ -> {});
    return new UnsyncedServer(names, feed, log);
  }

  private static void follow(FileSource source, ObjectSink sink) {
    try {
      source.run(sink);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Listening awaitListening(int lines) {
    return Listening.read(output());
  }

  @Override
  public String output() {
    return String.join("\n", NameServer.said(names));
  }

  @Override
  public void close() {
    names.close();
    feed.interrupt();
    log.close();
  }
}
