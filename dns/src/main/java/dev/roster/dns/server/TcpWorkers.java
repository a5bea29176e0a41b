package dev.roster.dns.server;

import dev.roster.dns.host.Reasons;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Responder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// DNS over TCP on one address (RFC 7766): a few threads with a loop each, and connections that are
/// shared out among them when they are taken. A loop that ends for any reason but being closed is
/// counted and started again; its connections are lost.
final class TcpWorkers {
  /// Connections of one address, at most; beyond it new ones are closed at once.
  static final int CONNECTIONS_MAX = 4096;

  /// Connections of one client address, at most. A whole node may stand behind one address.
  static final int CONNECTIONS_PER_CLIENT_MAX = 2048;

  /// Connections that wait to be taken, at most.
  static final int BACKLOG_MAX = 1024;

  /// Milliseconds that closing waits for replies under way.
  static final long CLOSE_MILLIS_MAX = 2000;

  /// Milliseconds that a closing loop gets for what it is at.
  private static final long JOIN_MILLIS_MAX = 1000;

  private static final long RETRY_MILLIS = 100;
  private final Listen listen;
  private final DnsRuntime runtime;
  private final int port;
  private final List<TcpLoop> loops = new ArrayList<>(); // complete before any runs
  private final List<Heartbeat> heartbeats = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ConnectionCounts<TcpSockets.Line> connections = connectionCounts();
  private final CountDownLatch closed = new CountDownLatch(1);

  private TcpWorkers(Listen listen, DnsRuntime runtime, int port) {
    this.listen = listen;
    this.runtime = runtime;
    this.port = port;
  }

  /// Of one address.
  static <C> ConnectionCounts<C> connectionCounts() {
    return new ConnectionCounts<>(CONNECTIONS_MAX, CONNECTIONS_PER_CLIENT_MAX);
  }

  /// Binds and starts.
  ///
  /// @param count how many loops
  /// @throws IOException if the address can't be bound
  static TcpWorkers start(
      Listen listen,
      int count,
      TcpSockets sockets,
      DnsRuntime runtime,
      Supplier<Served> served,
      WaitingRoom room)
      throws IOException {
    TcpSockets.Acceptor acceptor = sockets.bind(listen.host(), listen.port());
    TcpWorkers workers = new TcpWorkers(listen, runtime, acceptor.port());
    for (int i = 0; i < count; i++) workers.add(i, count, sockets, served, room);
    workers.loops.getFirst().listen(acceptor);
    for (int i = 0; i < count; i++) workers.startThread(i);
    return workers;
  }

  private void add(
      int index, int count, TcpSockets sockets, Supplier<Served> served, WaitingRoom room) {
    Responder responder = runtime.worker(-2 - index - listen.hashCode() * count);
    Heartbeat heartbeat = new Heartbeat(index + " for TCP of " + listen);
    heartbeats.add(heartbeat);
    Answerer answerer = new Answerer(responder, served, runtime, room, heartbeat);
    loops.add(
        new TcpLoop(
            sockets,
            served,
            answerer,
            new TcpLoop.Consumer() {
              @Override
              public boolean take(TcpSockets.Line line) {
                return shareOut(line);
              }

              @Override
              public void ended(TcpSockets.Line line) {
                connections.remove(line);
              }
            }));
  }

  private boolean shareOut(TcpSockets.Line line) {
    if (!connections.add(line, line.client())) return false;
    // Its count is a little late where many are taken at once; the next ones make up for it.
    loops.stream().min(Comparator.comparingInt(TcpLoop::size)).orElseThrow().add(line);
    return true;
  }

  private void startThread(int index) {
    TcpLoop loop = loops.get(index);
    Heartbeat heartbeat = heartbeats.get(index);
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name("dns-tcp-" + listen.port() + "-" + index)
            .start(() -> {
              serve(loop, heartbeat);
              loop.closeAcceptor();
            }));
  }

  private void serve(TcpLoop loop, Heartbeat heartbeat) {
    AtomicBoolean begun = new AtomicBoolean(true);
    while (!isClosed()) {
      String why = "it ended";
      try {
        loop.run(() -> {
          begun.set(true);
          heartbeat.found();
        });
      } catch (IOException failed) {
        why = Reasons.of(failed);
      } catch (RuntimeException | Error bug) {
        why = bug.toString();
        System.getLogger(TcpWorkers.class.getName())
            .log(System.Logger.Level.ERROR, "a bug ended a TCP worker", bug);
      }
      if (isClosed()) return;
      loop.counters().count(Event.WORKER_DIED);
      System.getLogger(TcpWorkers.class.getName())
          .log(System.Logger.Level.WARNING, "a TCP worker of {0} starts again: {1}", listen, why);
      if (begun.getAndSet(false)) heartbeat.lost(runtime.nanoTime().getAsLong());
      try {
        if (closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) return;
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// The port that it is bound to.
  int port() {
    return port;
  }

  /// What is wrong with loops, a line each.
  List<String> complaints() {
    long now = runtime.nanoTime().getAsLong();
    return heartbeats.stream().flatMap(each -> each.complaint(now).stream()).toList();
  }

  /// Takes no more; what was read is answered first, within a bound.
  void close() {
    connections.close();
    loops.forEach(TcpLoop::finish);
    try {
      connections.awaitEnd(runtime.nanoTime(), CLOSE_MILLIS_MAX);
      closed.countDown();
      loops.forEach(TcpLoop::end);
      for (Thread thread : threads) thread.join(JOIN_MILLIS_MAX);
    } catch (InterruptedException asked) {
      closed.countDown();
      loops.forEach(TcpLoop::end);
      Thread.currentThread().interrupt();
    }
  }
}
