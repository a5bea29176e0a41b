package dev.roster.dns.server;

import dev.roster.dns.host.Reasons;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Responder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The UDP sockets of one address, a platform thread each. A worker whose loop ends for any reason
/// but being closed is counted and started again with a new socket.
final class UdpWorkers {
  /// Sockets of one address where nobody says how many: one a processor, but no more.
  static final int WORKERS_DEFAULT = 16;

  /// Sockets of one address, at most.
  static final int WORKERS_MAX = 1024;

  /// Milliseconds between two tries to get a lost socket back.
  private static final long RETRY_MILLIS = 100;

  /// Milliseconds that a closing worker gets for the packet it is at.
  private static final long JOIN_MILLIS_MAX = 1000;

  private final Listen listen;
  private final UdpSocket.Factory factory;
  private final DnsRuntime runtime;
  private final Supplier<Served> served;
  private final WaitingRoom room;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final List<UdpSocket> sockets = new ArrayList<>(); // guarded by sockets
  private final List<Heartbeat> heartbeats = new ArrayList<>(); // complete before anyone looks

  private UdpWorkers(
      Listen listen,
      UdpSocket.Factory factory,
      DnsRuntime runtime,
      Supplier<Served> served,
      WaitingRoom room) {
    this.listen = listen;
    this.factory = factory;
    this.runtime = runtime;
    this.served = served;
    this.room = room;
  }

  /// Binds all sockets and starts their threads.
  ///
  /// @param port of the TCP socket beside them
  /// @param count how many
  /// @throws IOException if one can't be bound; then none is
  static UdpWorkers start(
      Listen listen,
      int port,
      int count,
      UdpSocket.Factory factory,
      DnsRuntime runtime,
      Supplier<Served> served,
      WaitingRoom room)
      throws IOException {
    UdpWorkers workers = new UdpWorkers(listen, factory, runtime, served, room);
    try {
      for (int i = 0; i < count; i++) {
        UdpSocket socket = factory.bind(listen.host(), port, count > 1);
        synchronized (workers.sockets) {
          workers.sockets.add(socket);
        }
      }
    } catch (IOException failed) {
      workers.close();
      throw failed;
    }
    for (int i = 0; i < count; i++) workers.startThread(i, port, count > 1);
    return workers;
  }

  private void startThread(int index, int port, boolean shared) {
    Responder responder = runtime.worker(1 + listen.hashCode() * WORKERS_MAX + index);
    Heartbeat heartbeat = new Heartbeat(index + " of " + listen);
    heartbeats.add(heartbeat);
    Answerer answerer = new Answerer(responder, served, runtime, room, heartbeat);
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name("dns-udp-" + listen.port() + "-" + index)
            .start(() -> serve(index, port, shared, answerer, heartbeat)));
  }

  private void serve(int index, int port, boolean shared, Answerer answerer, Heartbeat heartbeat) {
    UdpSocket socket = socket(index);
    while (!isClosed()) {
      String why = "its socket was closed";
      try {
        socket.run(answerer);
      } catch (IOException failed) {
        why = Reasons.of(failed);
      } catch (RuntimeException | Error bug) {
        why = bug.toString();
        System.getLogger(UdpWorkers.class.getName())
            .log(System.Logger.Level.ERROR, "a bug ended a UDP worker", bug);
      }
      if (isClosed()) return;
      answerer.counters().count(Event.WORKER_DIED);
      System.getLogger(UdpWorkers.class.getName())
          .log(System.Logger.Level.WARNING, "a UDP worker of {0} starts again: {1}", listen, why);
      heartbeat.lost(runtime.nanoTime().getAsLong());
      socket.close();
      socket = again(index, port, shared, socket);
      heartbeat.found();
    }
  }

  /// A new socket in place of a lost one; the old one if it is closing.
  private UdpSocket again(int index, int port, boolean shared, UdpSocket old) {
    while (!isClosed()) {
      try {
        UdpSocket socket = factory.bind(listen.host(), port, shared);
        synchronized (sockets) {
          sockets.set(index, socket);
        }
        if (isClosed()) socket.close();
        return socket;
      } catch (IOException notYet) {
        try {
          if (closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) return old;
        } catch (InterruptedException asked) {
          Thread.currentThread().interrupt();
          return old;
        }
      }
    }
    return old;
  }

  private UdpSocket socket(int index) {
    synchronized (sockets) {
      return sockets.get(index);
    }
  }

  /// What is wrong with workers, a line each.
  List<String> complaints() {
    long now = runtime.nanoTime().getAsLong();
    return heartbeats.stream().flatMap(each -> each.complaint(now).stream()).toList();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// Closes the sockets; a reply under way is sent first, within a bound.
  void close() {
    closed.countDown();
    synchronized (sockets) {
      sockets.forEach(UdpSocket::close);
    }
    try {
      for (Thread thread : threads) thread.join(JOIN_MILLIS_MAX);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }
}
