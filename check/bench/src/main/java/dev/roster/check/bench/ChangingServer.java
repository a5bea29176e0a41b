package dev.roster.check.bench;

import dev.roster.app.wiring.Clocks;
import dev.roster.app.wiring.LogLines;
import dev.roster.app.wiring.NameServer;
import dev.roster.app.wiring.Warming;
import dev.roster.check.kit.FlipWorld;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.directive.DnsService;
import dev.roster.dns.warm.WarmUp;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.ObjectEvent;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Roster's name server over a catalog that changes: an event is put so many times a second until
/// standard input ends.
public final class ChangingServer {
  private static final long SECOND = 1_000_000_000L;
  private static final int WARM_CHANGES = 50_000;
  private static final String COREFILE =
      """
      .:0 {
          bind 127.0.0.1
          kubernetes cluster.local
          prometheus 127.0.0.1:0
      }
      """;

  private ChangingServer() {}

  /// Serves.
  ///
  /// @param arguments endpoints, changes a second, and the file of the [ChangeLog]
  public static void main(String[] arguments) throws Exception {
    FlipWorld world = new FlipWorld(Integer.parseInt(arguments[0]));
    int perSecond = Integer.parseInt(arguments[1]);
    ChangeLog changes = ChangeLog.of(Path.of(arguments[2]));
    LiveCatalog live = new LiveCatalog(Clocks.incarnation(), Clocks.instants(), Clocks.nanoTime());
    live.accept(world.events());
    // What has run for a while is compiled: changes, and by `serve`'s warm-up answers.
    for (long i = 1; i <= WARM_CHANGES; i++) live.accept(List.of(world.change(i)));
    CountDownLatch warm = new CountDownLatch(1);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try (Warming warming = Warming.start(WarmUp.MILLIS_MAX, warm::countDown);
        LogLines log = new LogLines(err);
        DnsService names =
            NameServer.start(
                () -> CorefileReader.read(COREFILE, "Corefile", Map.of()),
                live::current,
                () -> true,
                log.queue(),
                err::println)) {
      warming.goOn();
      warm.await();
      System.out.println(names.dnsAddresses().getFirst().getPort());
      Thread feed = new Thread(() -> change(world, perSecond, changes, live));
      feed.setDaemon(true);
      feed.start();
      while (System.in.read() >= 0) Thread.onSpinWait();
    }
    System.exit(0);
  }

  private static void change(FlipWorld world, int perSecond, ChangeLog changes, LiveCatalog live) {
    long start = System.nanoTime();
    for (long count = 1; ; count++) {
      long change = WARM_CHANGES + count;
      ObjectEvent event = world.change(change);
      long due = start + count * SECOND / perSecond;
      long now = System.nanoTime();
      while (now < due) {
        LockSupport.parkNanos(due - now);
        now = System.nanoTime();
      }
      changes.put(change, now);
      live.accept(List.of(event));
    }
  }
}
